import { describe, expect, it } from "vitest";
import { loadedSide } from "../domain/known-side.ts";
import type { Order } from "../domain/order.ts";
import type { BookWanted } from "../store/loaded-books.ts";
import { type Book, makeKnownBooks } from "./known-books.ts";

const NOON = new Date("2026-01-01T12:00:00Z");
const KEY = { variantId: "variant", currency: "USD" } as const;
const needs = (orders: number): BookWanted => ({ ...KEY, bids: orders, asks: orders, knownAt: null });

const orders = (count: number, side: "BID" | "ASK"): Order[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ ...KEY, id: `${side} ${index}`, side, userId: "user", price: 100n, quantity: 1, filled: 0 },
    ...{ remaining: 1, withdrawn: 0, state: "ACTIVE", priority: index, placedSequence: index },
    ...{ closedSequence: null, createdAt: NOON, expiresAt: new Date(NOON.getTime() + 1_000) },
  }));

/** A book of which so many orders of each side are left of those that were loaded; more rest behind them. */
const book = (left: number): Book => ({
  locked: {
    market: {
      ...{ ...KEY, sequence: 7, halted: false, bids: [], asks: [], bidPieces: 999, askPieces: 999 },
      ...{ lastPrice: null, lastTradeId: null, previousPrice: null },
    },
    variant: { productId: "p", categorySlug: "sneakers", authenticationRequired: true, tradable: true },
    nextExpiryAt: null,
  },
  sides: { BID: loadedSide(orders(left, "BID"), left), ASK: loadedSide(orders(left, "ASK"), left) },
});

const keeping = (left: number, known: ReturnType<typeof makeKnownBooks>): void =>
  known.keep(new Map([["variant USD", book(left)]]), []);

describe("how deep a book is loaded", () => {
  it("grows each time that it was not deep enough, up to a bound", () => {
    const known = makeKnownBooks();
    const depths = Array.from({ length: 4 }, () => {
      const { asks } = known.wanted(needs(3));
      known.forget(["variant USD"]);
      keeping(2, known);
      return asks;
    });
    expect(depths).toEqual([64, 128, 256, 256]);
  });

  it("stays as it was while it is deep enough, and when it was forgotten", () => {
    const known = makeKnownBooks();
    keeping(64, known);
    expect(known.wanted(needs(3))).toMatchObject({ bids: 64, asks: 64, knownAt: 7 });
    expect(known.wanted(needs(3))).toMatchObject({ bids: 64, asks: 64 });
    known.forget(["variant USD"]);
    expect(known.wanted(needs(3))).toMatchObject({ bids: 64, asks: 64, knownAt: null });
  });

  it("is what is needed while others change the books as well", () => {
    const known = makeKnownBooks();
    for (let times = 0; times < 10; times += 1) known.heard(true);
    expect(known.wanted(needs(3))).toMatchObject({ bids: 3, asks: 3 });
  });
});
