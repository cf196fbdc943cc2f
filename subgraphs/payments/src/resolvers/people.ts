import { requireUser } from "@outcry/service";
import type { OrderResolvers, PaymentResolvers, ViewerResolvers } from "../__generated__/resolvers.ts";
import { failureShownTo } from "../domain/views.ts";

export const Viewer: ViewerResolvers = {
  // A viewer who is not the one that asks does not resolve.
  __resolveReference: ({ id }, { passport }) => (id === passport.userId ? { id } : null),
  paymentMethods: (_viewer, _args, context) => {
    requireUser(context.passport);
    return context.paymentMethods();
  },
  sellerBalance: (_viewer, _args, context) => {
    requireUser(context.passport);
    return context.sellerBalance();
  },
};

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payment: ({ id }, _args, { loaders }) => loaders.paymentOfOrder.load(id),
  penalty: ({ id }, _args, { loaders }) => loaders.penaltyOfOrder.load(id),
};

export const Payment: PaymentResolvers = {
  failureReason: failureShownTo,
};
