import { describe, expect, it } from "vitest";
import { amendmentOf, readPieces } from "./amendment.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const level = (price: number, quantity: number) => ({ price: usd(price), quantity, count: quantity });
const book = {
  bids: [level(405, 3), level(400, 2)],
  asks: [level(412, 1), level(415, 4)],
};
const mine = { price: usd(400), remaining: 2 };
const to = (price: number, remaining: number) =>
  amendmentOf("BUY", mine, { price: usd(price), remaining }, book);

describe("changing a resting order", () => {
  it("keeps its place for fewer pieces at the same price", () => {
    expect(to(400, 1)).toEqual({ kind: "keeps-place" });
    expect(to(400, 2)).toEqual({ kind: "unchanged" });
  });

  it("takes the last place at a better price, behind those who were there", () => {
    expect(to(405, 2)).toMatchObject({
      kind: "moves",
      standing: { kind: "waits", place: 4, of: 5, sharesPrice: true },
    });
    expect(to(406, 2)).toMatchObject({ standing: { kind: "waits", place: 1, sharesPrice: false } });
  });

  it("takes the last place at its own price for more pieces, and does not stand behind itself", () => {
    expect(to(400, 5)).toMatchObject({ standing: { kind: "waits", place: 4, sharesPrice: false } });
    expect(
      amendmentOf("SELL", { price: usd(415), remaining: 1 }, { price: usd(415), remaining: 2 }, book),
    ).toMatchObject({
      standing: { kind: "waits", place: 5, sharesPrice: true },
    });
  });

  it("trades when it reaches the other side", () => {
    expect(to(412, 1)).toEqual({ kind: "moves", standing: { kind: "trades", at: usd(412) } });
  });
});

describe("pieces as typed", () => {
  it("are 1 to 1,000", () => {
    expect(["1", " 12 ", "1000", "0", "1001", "1.5", "-1", ""].map(readPieces)).toEqual([
      1,
      12,
      1000,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
