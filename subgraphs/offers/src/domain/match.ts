import { ok, type Result, refuse } from "@outcry/kernel";
import { type Queue, reaches } from "./book.ts";
import { fill, type Order, restsAt } from "./order.ts";

/** One meeting of the taker with a resting order, at the resting order's price. */
export type Fill = Readonly<{ resting: Order; price: bigint; quantity: number }>;
export type Matched = Readonly<{
  /** In order of execution. `resting` is the order as it stands after the fill. */
  fills: readonly Fill[];
  taker: Order;
  /** What is left of the other side. */
  queue: Queue;
  /** The taker stopped at an order of its own owner. */
  stoppedAtOwn: boolean;
}>;

/**
 * Matches an order with the other side of the book: best price first, then oldest, at the resting order's price.
 * Pure. Stops at an order of the taker's own; whoever asks decides what that means. Orders whose time is over are passed by.
 */
export function matchUntilOwn(taker: Order, queue: Queue, sequence: number, now: Date): Matched {
  const fills: Fill[] = [];
  const passedBy: Order[] = [];
  let rest = taker;
  let next = 0;
  let stoppedAtOwn = false;
  for (; next < queue.length && rest.remaining > 0; next += 1) {
    const resting = queue[next];
    if (resting === undefined || !reaches(taker.side, taker.price, resting.price)) break;
    if (!restsAt(resting, now)) {
      passedBy.push(resting);
      continue;
    }
    stoppedAtOwn = resting.userId === taker.userId;
    if (stoppedAtOwn) break;
    const quantity = Math.min(rest.remaining, resting.remaining);
    const filled = fill(resting, quantity, sequence);
    fills.push({ resting: filled, price: resting.price, quantity });
    rest = fill(rest, quantity, sequence);
    if (filled.remaining > 0) {
      passedBy.push(filled);
      next += 1;
      break;
    }
  }
  const left = next === 0 ? queue : queue.slice(next);
  return { fills, taker: rest, queue: passedBy.length === 0 ? left : passedBy.concat(left), stoppedAtOwn };
}

/** As `matchUntilOwn`, but refuses the whole order when it would reach one of its owner's. */
export function match(
  taker: Order,
  queue: Queue,
  sequence: number,
  now: Date,
): Result<Matched, { kind: "SelfTrade" }> {
  const matched = matchUntilOwn(taker, queue, sequence, now);
  return matched.stoppedAtOwn ? refuse({ kind: "SelfTrade" }) : ok(matched);
}
