import type { MarketKey, Side } from "./order.ts";
import type { BookView, LevelView } from "./views.ts";

/** A level as it now is; none of it is left when its quantity is 0. */
export type LevelChange = LevelView & Readonly<{ side: Side }>;

/** What changed in a book between two of its sequences; from nothing when `fromSequence` is null. */
export type BookChanges = MarketKey &
  Readonly<{ fromSequence: number | null; toSequence: number; changes: readonly LevelChange[] }>;

function sideChanges(side: Side, before: readonly LevelView[], after: readonly LevelView[]): LevelChange[] {
  const old = new Map(before.map((level) => [level.price, level]));
  const changed = after.filter((level) => {
    const there = old.get(level.price);
    old.delete(level.price);
    return there?.quantity !== level.quantity || there.count !== level.count;
  });
  const gone = [...old.values()].map((level) => ({ ...level, quantity: 0, count: 0 }));
  return [...changed, ...gone].map((level) => ({ ...level, side }));
}

/** The changes that make one view of a book out of another; from no view, all of it. */
export const changesBetween = (key: MarketKey, before: BookView | null, after: BookView): BookChanges => ({
  variantId: key.variantId,
  currency: key.currency,
  fromSequence: before?.sequence ?? null,
  toSequence: after.sequence,
  changes: [
    ...sideChanges("BID", before?.bids ?? [], after.bids),
    ...sideChanges("ASK", before?.asks ?? [], after.asks),
  ],
});
