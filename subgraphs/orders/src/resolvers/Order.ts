import type { OrderLineResolvers, OrderResolvers } from "../__generated__/resolvers.ts";
import { actionsOf } from "../domain/lifecycle.ts";
import { cancellationShownTo, consequenceShownTo } from "../domain/order.ts";

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.order.load(id),
  lines: ({ id }, _args, { loaders }) => loaders.lines.load(id),
  history: ({ id }, _args, { loaders }) => loaders.history.load(id),
  shipments: ({ id }, _args, { loaders }) => loaders.shipments.load(id),
  seller: ({ sellerId }) => ({ id: sellerId }),
  buyer: ({ buyerId }) => ({ id: buyerId }),
  sellerFees: ({ viewerRole, sellerFees }) => (viewerRole === "SELLER" ? sellerFees : null),
  cancellationReason: cancellationShownTo,
  cancellationConsequence: consequenceShownTo,
  defaultedBy: ({ cancellation }) => cancellation?.defaultedBy ?? null,
  availableActions: ({ state, shippingAddress, viewerRole }) =>
    actionsOf({ state, hasAddress: shippingAddress !== null }, viewerRole),
};

export const OrderLine: OrderLineResolvers = {
  variant: ({ variantId }) => (variantId === null ? null : { id: variantId }),
};
