import type { Order, Side } from "./order.ts";

/** One side of a book, best price first, then oldest first. It may hold only the best of what rests: see `Market`. */
export type Queue = readonly Order[];

/** True when `left` trades before `right`; both on one side. */
export const comesBefore = (left: Order, right: Order): boolean => {
  if (left.price === right.price) return left.priority < right.priority;
  return left.side === "BID" ? left.price > right.price : left.price < right.price;
};

/** True when an order of this side and price would trade with a resting one at `restingPrice`. */
export const reaches = (side: Side, price: bigint, restingPrice: bigint): boolean =>
  side === "BID" ? price >= restingPrice : price <= restingPrice;

/** The queue with one more order, at the place that price and time give it. */
export function enqueue(queue: Queue, order: Order): Queue {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = queue[middle];
    if (there !== undefined && comesBefore(there, order)) low = middle + 1;
    else high = middle;
  }
  return queue.toSpliced(low, 0, order);
}

export const dequeue = (queue: Queue, orderId: string): Queue => queue.filter(({ id }) => id !== orderId);

/** The queue with an order's new version in its old place, or without it when nothing remains. */
export const requeue = (queue: Queue, order: Order): Queue =>
  order.remaining === 0
    ? dequeue(queue, order.id)
    : queue.map((there) => (there.id === order.id ? order : there));
