import { after, MILLISECONDS, money, ok, type Result, refuse } from "@outcry/kernel";
import { enqueue } from "./book.ts";
import { objectionToAsks, objectionToOneMore, objectionToSelling, type Trader } from "./caps.ts";
import type { Circumstances, Place } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf, tradesOf, withQueue } from "./market.ts";
import { match } from "./match.ts";
import { type Order, opposite } from "./order.ts";
import { objectionToExpiry, objectionToPrice, objectionToQuantity } from "./price-rules.ts";
import type { MarketRefusal } from "./refusals.ts";

export type PlaceFacts = Circumstances & Readonly<{ trader: Trader; tradable: boolean }>;

const PRICE = ["input", "price"];

export const noSuchVariant = (): MarketRefusal => ({
  kind: "NotFound",
  message: "There is no such variant, or it is not traded.",
  field: ["input", "variantId"],
});

function objectionTo(command: Place, { trader, tradable, now }: PlaceFacts): MarketRefusal | null {
  const { price, currency, quantity, side } = command;
  const objection =
    objectionToQuantity(quantity) ??
    objectionToExpiry(command.expiresInDays) ??
    objectionToPrice(money(price, currency), PRICE);
  if (objection) return objection;
  if (!tradable) return noSuchVariant();
  if (side === "BID" && !trader.hasPaymentMethod) return { kind: "PaymentMethodRequired" };
  return (
    (side === "ASK" ? objectionToSelling(trader, now) : null) ??
    objectionToOneMore(trader) ??
    objectionToAsks(trader, currency, side === "ASK" ? price * BigInt(quantity) : 0n)
  );
}

const orderOf = (command: Place, sequence: number, now: Date): Order => ({
  id: command.orderId,
  variantId: command.variantId,
  currency: command.currency,
  side: command.side,
  userId: command.userId,
  price: command.price,
  quantity: command.quantity,
  filled: 0,
  remaining: command.quantity,
  withdrawn: 0,
  state: "ACTIVE",
  priority: sequence,
  placedSequence: sequence,
  closedSequence: null,
  createdAt: now,
  expiresAt: after(now, command.expiresInDays * MILLISECONDS.day),
});

/**
 * Lets an order that is not in the book meet the other side, and rests what is left of it at its place.
 * `market` already carries the command's sequence. Refuses the whole order when it would reach one of its owner's.
 */
export function enter(
  market: Market,
  order: Order,
  circumstances: Circumstances,
): Result<Change, MarketRefusal> {
  const other = opposite(order.side);
  const matched = match(order, queueOf(market, other), market.sequence, circumstances.now);
  if (!matched.ok) return refuse({ ...matched.refusal, field: PRICE });
  const { fills, taker, queue } = matched.value;
  const traded = fills.reduce((sum, { quantity }) => sum + quantity, 0);
  const sold = tradesOf(market, taker, fills, circumstances);
  const met = withQueue(sold.market, other, queue, -traded);
  const own = queueOf(met, order.side);
  const rested = taker.remaining > 0 ? withQueue(met, order.side, enqueue(own, taker), taker.remaining) : met;
  return ok({
    market: rested,
    orders: [...fills.map(({ resting }) => resting), taker],
    trades: sold.trades,
  });
}

/** Decides a bid or an ask: what it trades at once, and what of it rests. */
export function decidePlace(
  market: Market,
  command: Place,
  facts: PlaceFacts,
): Result<Change, MarketRefusal> {
  const objection = objectionTo(command, facts);
  if (objection) return refuse(objection);
  const sequence = market.sequence + 1;
  return enter(marketAfter(market, { sequence }), orderOf(command, sequence, facts.now), facts);
}
