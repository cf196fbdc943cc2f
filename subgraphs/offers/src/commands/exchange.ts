import type { Trader } from "../domain/caps.ts";
import { keyOf } from "../domain/command.ts";
import type { Exchange } from "../domain/decide.ts";
import { marketAfter } from "../domain/market.ts";
import type { MarketKey, Order, Side } from "../domain/order.ts";
import type { Loaded } from "../store/loaded-books.ts";
import type { LockedMarket } from "../store/locked-markets.ts";

/** A locked market with what is at hand of its book, best first. */
export type OpenBook = Readonly<{ locked: LockedMarket; bids: readonly Order[]; asks: readonly Order[] }>;

/** Locked books, the orders that commands name and who trades, as deciding wants to see them. */
export function exchangeOf(
  books: readonly OpenBook[],
  named: readonly Order[],
  traders: ReadonlyMap<string, Trader> = new Map(),
): Exchange {
  const tradable = books.filter(({ locked }) => locked.variant.tradable);
  return {
    markets: new Map(
      books.map(({ locked, bids, asks }) => [
        keyOf(locked.market),
        marketAfter(locked.market, { bids, asks }),
      ]),
    ),
    orders: new Map(named.map((order) => [order.id, order])),
    traders,
    tradable: new Set(tradable.map(({ locked }) => locked.market.variantId)),
  };
}

/** The locked market of each book, by key. */
export const lockedIn = (books: readonly OpenBook[]): Map<string, LockedMarket> =>
  new Map(books.map(({ locked }) => [keyOf(locked.market), locked]));

/** Books just as they were loaded. */
export const loadedBooks = ({ books }: Loaded): OpenBook[] =>
  [...books.values()].map(({ locked, resting }) => ({
    locked,
    bids: resting?.BID ?? [],
    asks: resting?.ASK ?? [],
  }));

/** The orders of one side of one market among others, in their order. */
export const sideOf = (orders: readonly Order[], market: MarketKey, side: Side): Order[] =>
  orders.filter((order) => order.side === side && keyOf(order) === keyOf(market));

/** The locked market that a trade happened in. */
export function tradedIn(locked: ReadonlyMap<string, LockedMarket>, trade: MarketKey): LockedMarket {
  const market = locked.get(keyOf(trade));
  if (market === undefined) throw new Error("A trade happens in a locked market.");
  return market;
}
