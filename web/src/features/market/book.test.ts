import { describe, expect, it } from "vitest";
import { type BookUpdate, bookAfter, deepen, type SequencedBook } from "./book.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const change = (side: "BID" | "ASK", price: number, quantity: number) => ({
  side,
  price: usd(price),
  quantity,
  count: quantity,
});
const update = (
  fromSequence: number | null,
  toSequence: number,
  changes: BookUpdate["changes"],
): BookUpdate => ({ fromSequence, toSequence, changes });

const prices = (book: SequencedBook | null) => ({
  bids: book?.bids.map(({ price, quantity }) => [price.amount, quantity]),
  asks: book?.asks.map(({ price, quantity }) => [price.amount, quantity]),
});

const whole = update(null, 7, [
  change("BID", 400, 2),
  change("BID", 405, 1),
  change("ASK", 1_100, 4),
  change("ASK", 412, 3),
]);

describe("a book that is followed", () => {
  it("begins with all of it, best first on both sides, by amount and not by text", () => {
    expect(prices(bookAfter(null, whole))).toEqual({
      bids: [
        ["405.00", 1],
        ["400.00", 2],
      ],
      asks: [
        ["412.00", 3],
        ["1100.00", 4],
      ],
    });
  });

  it("adds up: levels change, come and go, and the rest stays", () => {
    const first = bookAfter(null, whole);
    const next = bookAfter(
      first,
      update(7, 9, [change("BID", 405, 0), change("BID", 402, 5), change("ASK", 412, 1)]),
    );
    expect(next?.sequence).toBe(9);
    expect(prices(next)).toEqual({
      bids: [
        ["402.00", 5],
        ["400.00", 2],
      ],
      asks: [
        ["412.00", 1],
        ["1100.00", 4],
      ],
    });
  });

  it("is nothing once an update is missing, until all of it comes again", () => {
    const first = bookAfter(null, whole);
    expect(bookAfter(first, update(8, 9, []))).toBeNull();
    expect(bookAfter(null, update(7, 8, []))).toBeNull();
    expect(prices(bookAfter(first, update(null, 12, [change("BID", 1, 1)])))).toEqual({
      bids: [["1.00", 1]],
      asks: [],
    });
  });

  it("counts the pieces up to each price", () => {
    const levels = [
      { price: usd(405), quantity: 1, count: 1 },
      { price: usd(400), quantity: 2, count: 1 },
    ];
    expect(deepen(levels).map(({ total }) => total)).toEqual([1, 3]);
  });
});
