import { type Money, money, ok, type Result, refuse } from "@outcry/kernel";
import { reaches } from "./book.ts";
import { objectionToSelling } from "./caps.ts";
import type { Take } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf } from "./market.ts";
import { type Order, opposite, restsAt } from "./order.ts";
import { enter, noSuchVariant, type PlaceFacts } from "./place.ts";
import { objectionToLimit } from "./price-rules.ts";
import type { MarketRefusal } from "./refusals.ts";

const limitField = (side: Take["side"]): string[] => ["input", side === "BID" ? "maxPrice" : "minPrice"];

const bestOf = (market: Market, side: Take["side"], now: Date): Order | undefined =>
  queueOf(market, side).find((order) => restsAt(order, now));

const priceOf = (order: Order | undefined): Money | null =>
  order ? money(order.price, order.currency) : null;

/** What a client is told when the price it saw is gone: the top of the book as it is now. */
const priceMoved = (market: Market, side: Take["side"], now: Date): MarketRefusal => ({
  kind: "PriceMoved",
  lowestAsk: priceOf(bestOf(market, "ASK", now)),
  highestBid: priceOf(bestOf(market, "BID", now)),
  field: limitField(side),
});

function objectionTo(command: Take, { trader, tradable, now }: PlaceFacts): MarketRefusal | null {
  const objection = objectionToLimit(money(command.limit, command.currency), limitField(command.side));
  if (objection) return objection;
  if (!tradable) return noSuchVariant();
  if (command.side === "ASK") return objectionToSelling(trader, now);
  return trader.hasPaymentMethod ? null : { kind: "PaymentMethodRequired" };
}

/** Decides buy now and sell now: one piece at the best price, when that is within the limit; nothing otherwise. */
export function decideTake(market: Market, command: Take, facts: PlaceFacts): Result<Change, MarketRefusal> {
  const objection = objectionTo(command, facts);
  if (objection) return refuse(objection);
  const best = bestOf(market, opposite(command.side), facts.now);
  if (best === undefined || !reaches(command.side, command.limit, best.price))
    return refuse(priceMoved(market, command.side, facts.now));
  if (best.userId === command.userId) return refuse({ kind: "SelfTrade" });
  const sequence = market.sequence + 1;
  const order: Order = {
    id: command.orderId,
    variantId: command.variantId,
    currency: command.currency,
    side: command.side,
    userId: command.userId,
    price: best.price,
    quantity: 1,
    filled: 0,
    remaining: 1,
    withdrawn: 0,
    state: "ACTIVE",
    priority: sequence,
    placedSequence: sequence,
    closedSequence: null,
    createdAt: facts.now,
    // Over at once, so that nothing of it rests even when its trade is busted through the other side's fault.
    expiresAt: facts.now,
  };
  const entered = enter(marketAfter(market, { sequence }), order, facts);
  return entered.ok ? ok(entered.value) : refuse({ kind: "SelfTrade" });
}
