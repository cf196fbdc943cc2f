import { BoundedMap } from "@outcry/kernel";
import { type Command, keyOf } from "../domain/command.ts";
import type { Decided } from "../domain/decide.ts";
import { demandOf } from "../domain/demand.ts";
import { type KnownSide, loadedSide, reachesTo, sideAfter } from "../domain/known-side.ts";
import type { MarketKey, Side } from "../domain/order.ts";
import type { BookWanted, LoadedBook } from "../store/loaded-books.ts";

/** Bounds: the books that one process knows, how deep it knows each side, and how many orders in all (some 30 MB of them). */
const BOOKS_MAX = 5_000;
const DEPTH_MAX = 256;
const ORDERS_MAX = 100_000;
/** A book that only this process changes is loaded deeper than it must be, so that it need not be loaded the next time. */
const DEPTH_AHEAD = { least: 24, times: 4 };

const SHARED_MUCH = 0.2;

/** No order's time is over then: whether it is, the database's clock decides once the book is locked. */
const LONG_AGO = new Date(0);

type Sides = Readonly<Record<Side, KnownSide>>;
type KnownBook = Readonly<{ sequence: number; sides: Sides }>;

/** A book as the commands of a batch are to be decided on it. */
export type Book = Readonly<{ loaded: LoadedBook; sides: Sides }>;

/**
 * Books as this process last left them. They are never believed: a book is what is known of it only while its locked market
 * still has the sequence that it had then, because whoever changes a book changes its sequence. Losing all of it costs a
 * load, nothing else.
 */
export type KnownBooks = ReturnType<typeof makeKnownBooks>;

export function makeKnownBooks() {
  const books = new BoundedMap<string, KnownBook>({
    entries: BOOKS_MAX,
    weight: ORDERS_MAX,
    weigh: ({ sides }) => sides.BID.queue.length + sides.ASK.queue.length,
  });
  /** The share of the books looked up lately that another process had changed since: then depth ahead is wasted. */
  let shared = 0;

  const deep = (demand: number): number =>
    shared > SHARED_MUCH
      ? demand
      : Math.min(Math.max(demand * DEPTH_AHEAD.times, DEPTH_AHEAD.least), DEPTH_MAX);

  /** What must be loaded of these books, once they are locked, for the commands to be decided. */
  const wanted = (keys: readonly MarketKey[], commands: readonly Command[]): BookWanted[] => {
    const demands = demandOf(commands);
    return keys.map(({ variantId, currency }) => {
      const key = keyOf({ variantId, currency });
      const { BID, ASK } = demands.get(key) ?? { BID: 1, ASK: 1 };
      const known = books.get(key);
      const suffices =
        known && reachesTo(known.sides.BID, BID, LONG_AGO) && reachesTo(known.sides.ASK, ASK, LONG_AGO);
      const ahead = (demand: number) => Math.max(demand, deep(demand));
      const knownAt = suffices ? known.sequence : null;
      return { variantId, currency, bids: ahead(BID), asks: ahead(ASK), knownAt };
    });
  };

  /** What was loaded, completed by what is known. `null` when it turns out not to suffice, and must be loaded after all. */
  const complete = (want: BookWanted, loaded: LoadedBook, demand: Demand, now: Date): Book | null => {
    const known = books.get(keyOf(want));
    if (want.knownAt !== null) shared = shared * 0.9 + (loaded.resting === null ? 0 : 0.1);
    if (loaded.resting !== null) {
      const { BID, ASK } = loaded.resting;
      return { loaded, sides: { BID: loadedSide(BID, want.bids), ASK: loadedSide(ASK, want.asks) } };
    }
    if (known === undefined || known.sequence !== want.knownAt) return null;
    const { BID, ASK } = known.sides;
    return reachesTo(BID, demand.BID, now) && reachesTo(ASK, demand.ASK, now)
      ? { loaded, sides: known.sides }
      : null;
  };

  /** Remembers how a batch left its books. Call it once that is committed. */
  const keep = (before: ReadonlyMap<string, Book>, decided: Decided): void => {
    for (const [key, book] of before) {
      const market = decided.markets.get(key);
      const { sequence, bids, asks } = market ?? {
        ...{ sequence: book.loaded.locked.market.sequence },
        ...{ bids: book.sides.BID.queue, asks: book.sides.ASK.queue },
      };
      const BID = sideAfter(book.sides.BID, bids, DEPTH_MAX);
      const ASK = sideAfter(book.sides.ASK, asks, DEPTH_MAX);
      books.set(key, { sequence, sides: { BID, ASK } });
    }
  };

  return { wanted, complete, keep };
}

type Demand = Readonly<Record<Side, number>>;
