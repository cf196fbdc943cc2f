import { readPageRequest, requireUser } from "@outcry/service";
import type { TradeResolvers, ViewerResolvers } from "../__generated__/resolvers.ts";

export const Viewer: ViewerResolvers = {
  // A viewer who is not the one that asks does not resolve.
  __resolveReference: ({ id }, { passport }) => (id === passport.userId ? { id } : null),
  purchases: (_viewer, args, context) => {
    requireUser(context.passport);
    return context.ordersOf("BUYER", readPageRequest(args));
  },
  sales: (_viewer, args, context) => {
    requireUser(context.passport);
    return context.ordersOf("SELLER", readPageRequest(args));
  },
  tradingRecord: (_viewer, _args, context) => {
    requireUser(context.passport);
    return context.tradingRecord();
  },
};

export const Trade: TradeResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  order: ({ id }, _args, { loaders }) => loaders.orderOfTrade.load(id),
};
