import type { Trader } from "../domain/caps.ts";
import { keyOf } from "../domain/command.ts";
import type { Exchange } from "../domain/decide.ts";
import { stillResting } from "../domain/known-side.ts";
import type { Market } from "../domain/market.ts";
import type { Order, Side } from "../domain/order.ts";
import type { Loaded } from "../store/loaded-books.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import type { Book } from "./known-books.ts";
import type { LoadedBatch } from "./load-batch.ts";

const tradableAmong = (locked: Iterable<LockedMarket>): Set<string> =>
  new Set([...locked].filter(({ tradable }) => tradable).map(({ market }) => market.variantId));

const byId = (orders: Iterable<Order>): Map<string, Order> =>
  new Map([...orders].map((order) => [order.id, order]));

/** The locked market of each book that was loaded, by key. */
export const lockedIn = (books: ReadonlyMap<string, { loaded: Book["loaded"] }>): Map<string, LockedMarket> =>
  new Map([...books].map(([key, { loaded }]) => [key, loaded.locked]));

/** A batch's books, as deciding wants to see them. */
export function exchangeOfBatch(
  { books, named, now }: LoadedBatch,
  traders: ReadonlyMap<string, Trader>,
): Exchange {
  const markets = [...books].map(([key, { loaded, sides }]): [string, Market] => {
    const bids = stillResting(sides.BID, now);
    const asks = stillResting(sides.ASK, now);
    return [key, { ...loaded.locked.market, bids, asks }];
  });
  const tradable = tradableAmong(lockedIn(books).values());
  return { markets: new Map(markets), orders: byId(named), traders, tradable };
}

/** Locked markets with what was loaded of their books, as deciding wants to see them. */
export function exchangeOf(
  locked: ReadonlyMap<string, LockedMarket>,
  resting: readonly Order[],
  named: readonly Order[],
  traders: ReadonlyMap<string, Trader> = new Map(),
): Exchange {
  const queue = (key: string, side: Side) =>
    resting.filter((order) => order.side === side && keyOf(order) === key);
  const markets = [...locked].map(([key, { market }]): [string, Market] => [
    key,
    { ...market, bids: queue(key, "BID"), asks: queue(key, "ASK") },
  ]);
  return {
    markets: new Map(markets),
    orders: byId(named),
    traders,
    tradable: tradableAmong(locked.values()),
  };
}

/** Every order that was loaded, book by book, best first within each side. */
export const restingIn = ({ books }: Loaded): Order[] =>
  [...books.values()].flatMap(({ resting }) => (resting ? [...resting.BID, ...resting.ASK] : []));
