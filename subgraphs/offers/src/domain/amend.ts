import { money, ok, type Result, refuse } from "@outcry/kernel";
import { dequeue, requeue } from "./book.ts";
import { objectionToAsks, objectionToOneMore, objectionToSelling, type Trader } from "./caps.ts";
import type { Amend, Cancel, Circumstances } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf, withQueue } from "./market.ts";
import { isOpenAt, type Order, orderAfter, stateAt, withdraw } from "./order.ts";
import { enter } from "./place.ts";
import { objectionToPrice, objectionToQuantity } from "./price-rules.ts";
import type { MarketRefusal } from "./refusals.ts";

type OwnedCommand = Amend | Cancel;

const noSuchOrder = ({ side }: OwnedCommand): MarketRefusal => ({
  kind: "NotFound",
  message: side === "BID" ? "You have no such bid." : "You have no such ask.",
  field: ["input", side === "BID" ? "bidId" : "askId"],
});

/** The caller's own order, as long as it rests or is paused. */
function findOpen(command: OwnedCommand, { order, now }: Circumstances): Result<Order, MarketRefusal> {
  const found = order(command.orderId);
  if (found?.userId !== command.userId || found.side !== command.side) return refuse(noSuchOrder(command));
  if (isOpenAt(found, now)) return ok(found);
  return refuse({ kind: "InvalidTransition", from: stateAt(found, now), allowed: [] });
}

/** Takes an order out of the book. What it already traded stands. A paused one is out of it already: its book does not change. */
export function decideCancel(
  market: Market,
  command: Cancel,
  circumstances: Circumstances,
): Result<Change, MarketRefusal> {
  const found = findOpen(command, circumstances);
  if (!found.ok) return found;
  if (found.value.state === "PAUSED") {
    const left = found.value.closedSequence ?? market.sequence;
    return ok({ market, orders: [withdraw(found.value, "CANCELLED", left)], trades: [] });
  }
  const sequence = market.sequence + 1;
  const cancelled = withdraw(found.value, "CANCELLED", sequence);
  const queue = dequeue(queueOf(market, command.side), cancelled.id);
  const after = withQueue(marketAfter(market, { sequence }), command.side, queue, -found.value.remaining);
  return ok({ market: after, orders: [cancelled], trades: [] });
}

/**
 * Changes an order's price, quantity, or both. A smaller quantity keeps its place in the queue; another price, or a
 * larger quantity, takes the last place at its price, and may trade at once like a new order. A paused bid is brought
 * back by any amendment, the same price included, and is let in like a new one.
 */
export function decideAmend(
  market: Market,
  command: Amend,
  { trader, ...circumstances }: Circumstances & Readonly<{ trader: Trader }>,
): Result<Change, MarketRefusal> {
  const found = findOpen(command, circumstances);
  if (!found.ok) return found;
  const before = found.value;
  const price = command.price ?? before.price;
  const quantity = command.quantity ?? before.quantity;
  const remaining = quantity - before.filled - before.withdrawn;
  const worth = price * BigInt(remaining) - before.price * BigInt(before.remaining);
  const asksMore = command.side === "ASK" ? worth : 0n;
  const objection =
    objectionToPrice(money(price, before.currency), ["input", "price"]) ??
    objectionToQuantity(quantity) ??
    (remaining < 1 ? tooFew(before) : objectionToAsks(trader, before.currency, asksMore)) ??
    (command.side === "ASK" && quantity > before.quantity
      ? objectionToSelling(trader, circumstances.now)
      : null) ??
    (before.state === "PAUSED" ? objectionToComingBack(trader) : null);
  if (objection) return refuse(objection);
  const sequence = market.sequence + 1;
  const rests = before.state === "ACTIVE";
  const keepsPlace = rests && price === before.price && quantity <= before.quantity;
  const priority = keepsPlace ? before.priority : sequence;
  const amended = orderAfter(before, {
    ...{ price, quantity, remaining, priority },
    ...{ state: "ACTIVE", closedSequence: null },
  });
  const amendment = { before, after: amended, sequence };
  const own = queueOf(market, command.side);
  if (keepsPlace) {
    const queue = requeue(own, amended);
    const after = withQueue(
      marketAfter(market, { sequence }),
      command.side,
      queue,
      remaining - before.remaining,
    );
    return ok({ market: after, orders: [amended], trades: [], amendment });
  }
  const counted = marketAfter(market, { sequence });
  const without = rests
    ? withQueue(counted, command.side, dequeue(own, before.id), -before.remaining)
    : counted;
  const entered = enter(without, amended, circumstances);
  return entered.ok ? ok({ ...entered.value, amendment }) : entered;
}

/** Why a paused bid may not come back; null when it may: what would be asked of a new one. */
const objectionToComingBack = (trader: Trader): MarketRefusal | null =>
  trader.hasPaymentMethod ? objectionToOneMore(trader) : { kind: "PaymentMethodRequired" };

const tooFew = (order: Order): MarketRefusal => ({
  kind: "Validation",
  message: `${order.filled + order.withdrawn} pieces are traded or withdrawn already; to stop the rest, cancel.`,
  field: ["input", "quantity"],
});
