import type { Resolvers } from "../__generated__/resolvers.ts";
import { Order, OrderLine } from "./Order.ts";
import { Trade, Viewer } from "./people.ts";
import { Mutation, Query, Subscription } from "./roots.ts";

export const resolvers: Partial<Resolvers> = {
  Query,
  Mutation,
  Subscription,
  Viewer,
  Trade,
  Order,
  OrderLine,
};
