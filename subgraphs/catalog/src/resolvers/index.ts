import { Mutation } from "./mutation.ts";
import { Query } from "./query.ts";
import { Category, Product, ProductConnection, ProductVariant, Store } from "./types.ts";

export const resolvers = { Query, Mutation, Product, ProductVariant, ProductConnection, Category, Store };
