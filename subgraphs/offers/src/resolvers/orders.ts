import { money, systemClock } from "@outcry/kernel";
import type { AskResolvers, BidResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import { availableActions, type Order, stateAt } from "../domain/order.ts";

/** Bids and asks are read alike; only their names differ. */
const fields = {
  state: (order: Order) => stateAt(order, systemClock()),
  price: ({ price, currency }: Order) => money(price, currency),
  remaining: (order: Order) => (stateAt(order, systemClock()) === "ACTIVE" ? order.remaining : 0),
  variant: ({ variantId }: Order) => ({ id: variantId }),
  queuePosition: (order: Order, _args: unknown, { loaders }: Context) =>
    order.state === "ACTIVE" ? loaders.placeInQueue.load(order.id) : null,
  availableActions: (order: Order) => [...availableActions(order, systemClock())],
};

export const Bid: BidResolvers = fields;
export const Ask: AskResolvers = fields;
