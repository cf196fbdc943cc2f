import type { BustResolvers, TradeResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import type { Order } from "../domain/order.ts";
import type { BustView } from "../domain/views.ts";

/** Only those of its two sides who ask see it, and only their own order. */
export const bustOfTrade: NonNullable<TradeResolvers["bust"]> = ({ id, state }, _args, context) => {
  const { userId } = context.passport;
  return userId && state === "BUSTED" ? context.loaders.bust.load({ userId, id }) : null;
};

const ownOrderOf = async ({ orderId }: BustView, { passport, loaders }: Context): Promise<Order | null> =>
  passport.userId ? loaders.ownOrderById.load({ userId: passport.userId, id: orderId }) : null;

export const Bust: BustResolvers = {
  bid: (bust, _args, context) => (bust.side === "BID" ? ownOrderOf(bust, context) : null),
  ask: (bust, _args, context) => (bust.side === "ASK" ? ownOrderOf(bust, context) : null),
};
