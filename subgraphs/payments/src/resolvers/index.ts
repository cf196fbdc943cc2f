import type { Resolvers } from "../__generated__/resolvers.ts";
import { Order, Payment, Viewer } from "./people.ts";
import { Mutation, Query } from "./roots.ts";

export const resolvers: Partial<Resolvers> = { Query, Mutation, Viewer, Order, Payment };
