import type { Result } from "@outcry/kernel";
import { BadUserInputError, type Refusal, requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import type { VisibleOrder } from "../domain/order.ts";
import { readOrderNumber } from "../domain/order-number.ts";

export const Query: QueryResolvers = {
  order: async (_root, { id, number }, context) => {
    if ((id == null) === (number == null))
      throw new BadUserInputError("Give exactly one of `id` and `number`.");
    if (id != null) return context.loaders.order.load(id);
    const read = readOrderNumber(number ?? "");
    return read === null ? null : context.orderByNumber(read);
  },
};

/** A command's answer in the words of the graph: the order as it now stands, or why it was refused. */
async function toPayload(result: Result<string, Refusal>, { loaders }: Context) {
  if (!result.ok) return { order: null, userErrors: [toUserError(result.refusal)] };
  return { order: await loaders.order.clear(result.value).load(result.value), userErrors: [] };
}

export const Mutation: MutationResolvers = {
  setShippingAddress: async (_root, { input }, context) => {
    const buyerId = requireUser(context.passport);
    return toPayload(await context.commands.setShippingAddress({ buyerId, ...input }), context);
  },
  markShipped: async (_root, { input }, context) => {
    const sellerId = requireUser(context.passport);
    return toPayload(await context.commands.markShipped({ sellerId, ...input }), context);
  },
  confirmDelivery: async (_root, { input }, context) => {
    const buyerId = requireUser(context.passport);
    return toPayload(await context.commands.confirmDelivery({ buyerId, ...input }), context);
  },
};

export const Subscription: SubscriptionResolvers = {
  orderUpdated: {
    subscribe: (_root, { orderId }, context) => {
      requireUser(context.passport);
      return context.watchOrder(orderId);
    },
    resolve: (order: VisibleOrder | null) => order && { sequence: order.eventCount, order },
  },
};
