import { compareMoney } from "#web/features/money/money.ts";
import type { Book, Level } from "#web/features/trading/standing.ts";
import type { BookUpdatedSubscription } from "#web/graph/__generated__/graphql.ts";

export type BookUpdate = NonNullable<BookUpdatedSubscription["bookUpdated"]>;

/** A book as of one of its sequences: bids highest first, asks lowest first. */
export type SequencedBook = Book & Readonly<{ sequence: number }>;

type Change = BookUpdate["changes"][number];

function sideAfter(
  side: Change["side"],
  levels: readonly Level[],
  changes: readonly Change[],
): readonly Level[] {
  const own = changes.filter((change) => change.side === side);
  if (own.length === 0) return levels;
  const changed = new Set(own.map(({ price }) => price.amount));
  const kept = levels.filter(({ price }) => !changed.has(price.amount));
  const there = own.flatMap(({ price, quantity, count }) =>
    quantity > 0 ? [{ price, quantity, count }] : [],
  );
  const dearestFirst = side === "BID" ? -1 : 1;
  return [...kept, ...there].sort((a, b) => dearestFirst * compareMoney(a.price, b.price));
}

/**
 * The book after an update. Null when the update does not follow on what is known: then something was missed, and all
 * of the book has to be asked for again.
 */
export function bookAfter(
  book: SequencedBook | null,
  { fromSequence, toSequence, changes }: BookUpdate,
): SequencedBook | null {
  const whole = fromSequence === null || fromSequence === undefined;
  if (!whole && book?.sequence !== fromSequence) return null;
  const before = whole || !book ? { bids: [], asks: [] } : book;
  return {
    sequence: toSequence,
    bids: sideAfter("BID", before.bids, changes),
    asks: sideAfter("ASK", before.asks, changes),
  };
}

/** A level, and the pieces from the best price down to it. */
export type DeepLevel = Level & Readonly<{ total: number }>;

/** Levels of one side, best first, with how many pieces there are up to each. */
export function deepen(levels: readonly Level[]): DeepLevel[] {
  let total = 0;
  return levels.map((level) => {
    total += level.quantity;
    return { ...level, total };
  });
}
