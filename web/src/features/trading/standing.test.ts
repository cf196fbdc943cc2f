import { describe, expect, it } from "vitest";
import { formatMoney } from "#web/features/money/money.ts";
import { ordinal, priceProblem, standingOf } from "./standing.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const level = (price: number, quantity: number) => ({ price: usd(price), quantity, count: quantity });
const book = {
  bids: [level(405, 2), level(400, 3), level(390, 6)],
  asks: [level(412, 1), level(415, 4)],
};

describe("where an order would stand", () => {
  it("trades at the resting price when it reaches the other side", () => {
    expect(standingOf("BUY", usd(415), book)).toEqual({ kind: "trades", at: usd(412) });
    expect(standingOf("BUY", usd(412), book)).toEqual({ kind: "trades", at: usd(412) });
    expect(standingOf("SELL", usd(390), book)).toEqual({ kind: "trades", at: usd(405) });
  });

  it("is first when it is better than its own side", () => {
    expect(standingOf("BUY", usd(406), book)).toMatchObject({ kind: "waits", place: 1, of: 12 });
    expect(standingOf("SELL", usd(411), book)).toMatchObject({ kind: "waits", place: 1, of: 6 });
  });

  it("stands behind everything at its own price, which came earlier", () => {
    expect(standingOf("BUY", usd(405), book)).toMatchObject({ place: 3, sharesPrice: true });
    expect(standingOf("BUY", usd(404), book)).toMatchObject({ place: 3, sharesPrice: false });
    expect(standingOf("SELL", usd(415), book)).toMatchObject({ place: 6 });
  });

  it("is alone in an empty book", () => {
    expect(standingOf("BUY", usd(100), { bids: [], asks: [] })).toEqual({
      kind: "waits",
      place: 1,
      of: 1,
      sharesPrice: false,
    });
  });
});

describe("ordinals", () => {
  it.each([
    [1, "1st"],
    [2, "2nd"],
    [3, "3rd"],
    [4, "4th"],
    [11, "11th"],
    [12, "12th"],
    [13, "13th"],
    [21, "21st"],
    [112, "112th"],
  ])("%i is %s", (place, words) => expect(ordinal(place)).toBe(words));
});

describe("a price a market does not take", () => {
  const rules = { tick: usd(1), minimum: usd(25) };
  const problem = (price: Parameters<typeof priceProblem>[0]) => priceProblem(price, rules, formatMoney);

  it("is told in words", () => {
    expect(problem(null)).toContain("Enter a price");
    expect(problem(usd(24))).toBe("The lowest price here is $25.");
    expect(problem({ amount: "450.50", currencyCode: "USD" })).toBe("Prices here go in steps of $1.");
    expect(problem(usd(25))).toBeNull();
  });
});
