import { ok, type Result } from "@outcry/kernel";
import { dequeue } from "./book.ts";
import type { Circumstances, Expire } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf, withQueue } from "./market.ts";
import { type Order, withdraw } from "./order.ts";

/** Sweeps out orders whose time is over; all of them are one change of the book, and none is no change at all. */
export function decideExpire(
  market: Market,
  command: Expire,
  { order, now }: Circumstances,
): Result<Change, never> {
  const over = command.orderIds
    .map(order)
    .filter((found): found is Order => found?.state === "ACTIVE" && found.expiresAt <= now);
  if (over.length === 0) return ok({ market, orders: [], trades: [] });
  const sequence = market.sequence + 1;
  const after = over.reduce(
    (swept, { id, side, remaining }) => withQueue(swept, side, dequeue(queueOf(swept, side), id), -remaining),
    marketAfter(market, { sequence }),
  );
  return ok({
    market: after,
    orders: over.map((found) => withdraw(found, "EXPIRED", sequence)),
    trades: [],
  });
}
