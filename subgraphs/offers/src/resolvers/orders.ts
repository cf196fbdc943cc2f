import { invariant, money, systemClock } from "@outcry/kernel";
import type { AskResolvers, BidResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import { availableActions, isOpenAt, type Order, stateAt } from "../domain/order.ts";

const PAUSE_REASON =
  "Your payment for another trade failed. Save a payment method that works, then bring this bid back.";

/** Bids and asks are read alike; only their names differ. */
const fields = {
  state: (order: Order) => stateAt(order, systemClock()),
  price: ({ price, currency }: Order) => money(price, currency),
  remaining: (order: Order) => (isOpenAt(order, systemClock()) ? order.remaining : 0),
  variant: ({ variantId }: Order) => ({ id: variantId }),
  queuePosition: (order: Order, _args: unknown, { loaders }: Context) =>
    order.state === "ACTIVE" ? loaders.placeInQueue.load(order.id) : null,
  availableActions: (order: Order) => [...availableActions(order, systemClock())],
};

export const Bid: BidResolvers = {
  ...fields,
  pauseReason: (order) => (stateAt(order, systemClock()) === "PAUSED" ? PAUSE_REASON : null),
};
export const Ask: AskResolvers = {
  ...fields,
  state: (order) => {
    const state = stateAt(order, systemClock());
    invariant(state !== "PAUSED", "Only bids are paused.");
    return state;
  },
};
