import { BoundedMap } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { Decided } from "../domain/decide.ts";
import { type KnownSide, loadedSide, reachesTo, sideAfter } from "../domain/known-side.ts";
import type { Side } from "../domain/order.ts";
import type { BookWanted, LoadedBook } from "../store/loaded-books.ts";

/** Bounds: the books that one process knows, how deep it knows each side, and how many orders in all (some 30 MB of them). */
const BOOKS_MAX = 5_000;
const DEPTH_MAX = 256;
const ORDERS_MAX = 100_000;
/** A book that only this process changes is loaded deeper than it must be, so that it need not be loaded the next time. */
const DEPTH_AHEAD = { least: 24, times: 4 };

/** From this share of books changed by others on, none is loaded deeper than it must be. */
const SHARED_MUCH = 0.2;

/** No order's time is over then: whether it is, the database's clock decides once the book is locked. */
const LONG_AGO = new Date(0);

type Sides = Readonly<Record<Side, KnownSide>>;
type KnownBook = Readonly<{ sequence: number; sides: Sides }>;

/** A book as the commands of a batch are to be decided on it. */
export type Book = Readonly<{ loaded: LoadedBook; sides: Sides }>;

/** Whether both sides are known as deep as is needed. */
const reach = ({ BID, ASK }: Sides, needed: BookWanted, now: Date): boolean =>
  reachesTo(BID, needed.bids, now) && reachesTo(ASK, needed.asks, now);

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
      : Math.max(demand, Math.min(Math.max(demand * DEPTH_AHEAD.times, DEPTH_AHEAD.least), DEPTH_MAX));

  /** What to load of a book, once it is locked, so that what is needed of it is there: deeper, or nothing while it is as known. */
  const wanted = (needed: BookWanted): BookWanted => {
    const known = books.get(keyOf(needed));
    const knownAt = known && reach(known.sides, needed, LONG_AGO) ? known.sequence : null;
    return { ...needed, bids: deep(needed.bids), asks: deep(needed.asks), knownAt };
  };

  /** What was loaded, completed by what is known. `null` when it turns out not to suffice, and must be loaded after all. */
  const complete = (needed: BookWanted, want: BookWanted, loaded: LoadedBook, now: Date): Book | null => {
    if (want.knownAt !== null) shared = shared * 0.9 + (loaded.resting === null ? 0 : 0.1);
    if (loaded.resting !== null) {
      const { BID, ASK } = loaded.resting;
      return { loaded, sides: { BID: loadedSide(BID, want.bids), ASK: loadedSide(ASK, want.asks) } };
    }
    const known = books.get(keyOf(want));
    const isSame = known !== undefined && known.sequence === want.knownAt;
    return isSame && reach(known.sides, needed, now) ? { loaded, sides: known.sides } : null;
  };

  /** Remembers how a batch left its books. Call it once that is committed. */
  const keep = (before: ReadonlyMap<string, Book>, decided: Decided): void => {
    for (const [key, book] of before) {
      const { BID, ASK } = book.sides;
      const { sequence } = book.loaded.locked.market;
      const after = decided.markets.get(key) ?? { sequence, bids: BID.queue, asks: ASK.queue };
      books.set(key, {
        sequence: after.sequence,
        sides: { BID: sideAfter(BID, after.bids, DEPTH_MAX), ASK: sideAfter(ASK, after.asks, DEPTH_MAX) },
      });
    }
  };

  return { wanted, complete, keep };
}
