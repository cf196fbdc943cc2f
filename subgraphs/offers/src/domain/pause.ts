import { ok, type Result } from "@outcry/kernel";
import { dequeue } from "./book.ts";
import type { Circumstances, Pause } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf, withQueue } from "./market.ts";
import { type Order, pause, restsAt } from "./order.ts";

/**
 * Takes bids out of the book whose owner's payment failed, to be brought back by them; all of them are one change of the
 * book, and none is no change at all. Nothing is matched, so a halt does not stop it.
 */
export function decidePause(
  market: Market,
  command: Pause,
  { order, now }: Circumstances,
): Result<Change, never> {
  const resting = command.orderIds
    .map(order)
    .filter((found): found is Order => found?.side === "BID" && restsAt(found, now));
  if (resting.length === 0) return ok({ market, orders: [], trades: [] });
  const sequence = market.sequence + 1;
  const after = resting.reduce(
    (left, { id, side, remaining }) => withQueue(left, side, dequeue(queueOf(left, side), id), -remaining),
    marketAfter(market, { sequence }),
  );
  return ok({ market: after, orders: resting.map((found) => pause(found, sequence)), trades: [] });
}
