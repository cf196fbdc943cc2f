import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BookChanges, changesBetween } from "./book-changes.ts";
import type { BookView, LevelView } from "./views.ts";

const key = { variantId: "variant", currency: "USD" } as const;
const levels = (sign: 1 | -1) =>
  fc
    .uniqueArray(
      fc.record({
        currency: fc.constant("USD" as const),
        price: fc.bigInt({ min: 1n, max: 12n }),
        quantity: fc.integer({ min: 1, max: 3 }),
        count: fc.integer({ min: 1, max: 2 }),
      }),
      { selector: ({ price }) => price },
    )
    .map((side) => side.toSorted((left, right) => sign * Number(left.price - right.price)));
const books: fc.Arbitrary<BookView> = fc.record({ sequence: fc.nat(), bids: levels(-1), asks: levels(1) });

/** What a client does with an update. */
function apply(book: BookView | null, { fromSequence, toSequence, changes }: BookChanges): BookView {
  const side = (name: "BID" | "ASK", before: readonly LevelView[], sign: 1 | -1) => {
    const kept = new Map((fromSequence === null ? [] : before).map((level) => [level.price, level]));
    for (const { side: of, ...level } of changes) if (of === name) kept.set(level.price, level);
    const left = [...kept.values()].filter(({ quantity }) => quantity > 0);
    return left.sort((one, other) => sign * Number(one.price - other.price));
  };
  return {
    sequence: toSequence,
    bids: side("BID", book?.bids ?? [], -1),
    asks: side("ASK", book?.asks ?? [], 1),
  };
}

describe("the changes of a book", () => {
  it("add up to the book, from any other and from nothing", () => {
    fc.assert(
      fc.property(books, books, (before, after) => {
        expect(apply(before, changesBetween(key, before, after))).toEqual(after);
        expect(apply(null, changesBetween(key, null, after))).toEqual(after);
      }),
    );
  });

  it("name nothing that stayed as it was", () => {
    fc.assert(
      fc.property(books, (book) => {
        expect(changesBetween(key, book, book).changes).toEqual([]);
      }),
    );
  });
});
