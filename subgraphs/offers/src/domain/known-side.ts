import { comesBefore, type Queue } from "./book.ts";
import { type Order, restsAt } from "./order.ts";

/**
 * The best of one side of a book as a process last saw or left it. It holds all that rests up to and including the place of
 * `last`, and nothing behind that; with `last` null it is the whole side. `soonest` is when the first of its orders expires,
 * in milliseconds since 1970: until then nobody need look whether they still rest.
 */
export type KnownSide = Readonly<{ queue: Queue; last: Order | null; soonest: number }>;

const side = (queue: Queue, last: Order | null): KnownSide => {
  let soonest = Number.POSITIVE_INFINITY;
  for (const { expiresAt } of queue) soonest = Math.min(soonest, expiresAt.getTime());
  return { queue, last, soonest };
};

/** A side as it was loaded: the `most` best, or fewer when there are no more. */
export const loadedSide = (queue: Queue, most: number): KnownSide =>
  side(queue, queue.length < most ? null : (queue.at(-1) ?? null));

/** Without those whose time is over: nobody meets them, though the sweep has not been. */
export const stillResting = ({ queue, soonest }: KnownSide, now: Date): Queue =>
  soonest > now.getTime() ? queue : queue.filter((order) => restsAt(order, now));

/** Whether what is known of a side is all of it, or at least so many orders that rest. */
export const reachesTo = (known: KnownSide, orders: number, now: Date): boolean =>
  known.last === null || stillResting(known, now).length >= orders;

/**
 * What is known of a side after commands were decided on it. Orders that took a place behind the last known one are
 * forgotten: others that were never loaded may rest between them. So is what lies deeper than `most` orders.
 */
export function sideAfter(before: KnownSide, queue: Queue, most: number): KnownSide {
  const { last } = before;
  if (queue === before.queue) return before;
  let known = Math.min(queue.length, most);
  for (; last !== null && known > 0; known -= 1) {
    const order = queue[known - 1];
    if (order !== undefined && !comesBefore(last, order)) break;
  }
  return known < queue.length ? side(queue.slice(0, known), queue[known - 1] ?? last) : side(queue, last);
}
