import { BoundedMap } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import { type KnownSide, loadedSide, reachesTo, sideAfter } from "../domain/known-side.ts";
import { marketAfter } from "../domain/market.ts";
import type { Side } from "../domain/order.ts";
import type { BookWanted, LoadedBook } from "../store/loaded-books.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import type { Records } from "../store/record.ts";

/** Bounds: the books that one process knows, how deep it knows each side, and how many orders in all (some 30 MB of them). */
const BOOKS_MAX = 5_000;
const DEPTH_MAX = 256;
const ORDERS_MAX = 100_000;
/**
 * A book that only this process changes is loaded deeper than it must be, so that it need not be loaded the next time: deeper each
 * time that it was not deep enough, as files are read ahead. A batch that must load what the one before it changes waits for that.
 */
const DEPTH_AHEAD = { least: 64, times: 4, timesAgain: 2 };

/** From this share of books changed by others on, none is loaded deeper than it must be. */
const SHARED_MUCH = 0.2;

/** No order's time is over then: whether it is, the database's clock decides once the book is locked. */
const LONG_AGO = new Date(0);

type Sides = Readonly<Record<Side, KnownSide>>;

/** A book as the commands of a batch are to be decided on it, and as it is remembered. The market's own queues are empty. */
export type Book = Readonly<{ locked: LockedMarket; sides: Sides }>;

/** Whether both sides are known as deep as is needed. */
export const reach = ({ BID, ASK }: Sides, needed: BookWanted, now: Date): boolean =>
  reachesTo(BID, needed.bids, now) && reachesTo(ASK, needed.asks, now);

function bookAfter({ locked, sides }: Book, { market, nextExpiryAt }: Records["markets"][number]): Book {
  return {
    locked: {
      market: marketAfter(market, { bids: [], asks: [] }),
      variant: locked.variant,
      nextExpiryAt,
    },
    sides: {
      BID: sideAfter(sides.BID, market.bids, DEPTH_MAX),
      ASK: sideAfter(sides.ASK, market.asks, DEPTH_MAX),
    },
  };
}

/**
 * Books as this process last left them. They are never believed: a book is what is known of it only while its locked market
 * still has the sequence that it had then, because whoever changes a book changes its sequence. Losing all of it costs a
 * load, nothing else.
 */
export type KnownBooks = ReturnType<typeof makeKnownBooks>;

export function makeKnownBooks() {
  const books = new BoundedMap<string, Book>({
    entries: BOOKS_MAX,
    weight: ORDERS_MAX,
    weigh: ({ sides }) => sides.BID.queue.length + sides.ASK.queue.length,
  });
  /** How deep each was loaded the last time. */
  const depths = new BoundedMap<string, number>({ entries: BOOKS_MAX });
  /** The share of the books looked up lately that another process had changed since: then depth ahead is wasted. */
  let shared = 0;

  /** Takes note whether a book was found to be changed by somebody else. */
  const heard = (byOthers: boolean): void => {
    shared = shared * 0.9 + (byOthers ? 0.1 : 0);
  };

  /** How deep to load a book, of which so many orders are needed on one side: `ranOut` when it is known, but not that deep. */
  const depthOf = (key: string, needed: number, ranOut: boolean): number => {
    const { least, times, timesAgain } = DEPTH_AHEAD;
    const before = (depths.get(key) ?? 0) * (ranOut ? timesAgain : 1);
    const depth = Math.min(Math.max(needed * times, least, before), DEPTH_MAX);
    depths.set(key, depth);
    return depth;
  };

  /** Whether books are mostly changed by this process alone, so that it pays to decide on what is known without a lock. */
  const mostlyOwn = (): boolean => shared <= SHARED_MUCH;

  /** A book as it is known, when that is as deep as is needed; whether it still is so is found out when it is recorded. */
  const recall = (needed: BookWanted): Book | null => {
    const known = books.get(keyOf(needed));
    return known && reach(known.sides, needed, LONG_AGO) ? known : null;
  };

  /** What to load of a book, once it is locked, so that what is needed of it is there: deeper, or nothing while it is as known. */
  const wanted = (needed: BookWanted): BookWanted => {
    const knownAt = recall(needed)?.locked.market.sequence ?? null;
    if (shared > SHARED_MUCH) return { ...needed, knownAt };
    const key = keyOf(needed);
    const ranOut = knownAt === null && books.get(key) !== undefined;
    const depth = depthOf(key, Math.max(needed.bids, needed.asks), ranOut);
    return { ...needed, bids: Math.max(needed.bids, depth), asks: Math.max(needed.asks, depth), knownAt };
  };

  /** What was loaded, completed by what is known. `null` when it turns out not to suffice, and must be loaded after all. */
  const complete = (needed: BookWanted, want: BookWanted, loaded: LoadedBook, now: Date): Book | null => {
    const { locked, resting } = loaded;
    if (want.knownAt !== null) heard(resting !== null);
    if (resting !== null) {
      const { BID, ASK } = resting;
      return { locked, sides: { BID: loadedSide(BID, want.bids), ASK: loadedSide(ASK, want.asks) } };
    }
    const known = books.get(keyOf(want));
    const isSame = known !== undefined && known.locked.market.sequence === want.knownAt;
    return isSame && reach(known.sides, needed, now) ? { locked, sides: known.sides } : null;
  };

  /** Remembers how a batch leaves its books: those it read, and of those how it changed some. */
  const keep = (before: ReadonlyMap<string, Book>, changed: Records["markets"]): void => {
    const after = new Map(changed.map((row) => [keyOf(row.market), row]));
    for (const [key, book] of before) {
      const row = after.get(key);
      books.set(key, row ? bookAfter(book, row) : book);
    }
  };

  /** Forgets books: what was remembered of them did not come true. */
  const forget = (keys: Iterable<string>): void => {
    for (const key of keys) books.delete(key);
  };

  return { mostlyOwn, recall, wanted, complete, heard, keep, forget };
}
