import { describe, expect, it } from "vitest";
import { candlesOf, figuresOf, type Trade } from "./figures.ts";

const NOON = Date.UTC(2030, 0, 9, 12); // A Wednesday.
const HOUR = 3_600_000;
const at = (hours: number, dollars: number): Trade => ({
  cents: BigInt(dollars * 100),
  at: NOON + hours * HOUR,
});

describe("the oracle of the replay", () => {
  it("knows a market's figures, worked out by hand", () => {
    const trades = [at(-80, 100), at(-2, 110), at(-1, 99)];
    const figures = figuresOf(trades, 8_000n, NOON);
    expect(figures).toMatchObject({
      ...{
        lastSale: 9_900n,
        lastSaleChange: -1_100n,
        salesLast72Hours: 2,
        annualHigh: 11_000n,
        annualLow: 9_900n,
      },
      ...{ averagePrice: 10_300n, pricePremium: 0.2375 },
    });
    // ln 1.1 = 0.0953102, ln 0.9 = -0.1053605: they are 0.2006707 apart, and √2 times less is their deviation.
    expect(figures.volatility).toBeCloseTo(0.1418956, 6);
    expect(figures.tradeRange?.low).toBeCloseTo(9_900 * 0.8581044, 2);
    expect(figures.tradeRange?.high).toBeCloseTo(9_900 * 1.1418956, 2);
  });

  it("has no volatility before the third sale, and rounds an average half up", () => {
    const figures = figuresOf([at(-2, 1.01), at(-1, 1.02)], 0n, NOON);
    expect(figures).toMatchObject({
      averagePrice: 102n,
      volatility: null,
      tradeRange: null,
      pricePremium: null,
    });
  });

  it("draws a candle for each stretch with a sale, weeks from Monday on", () => {
    const trades = [at(-72, 5), at(-2, 100), at(-1.99, 90), at(-1, 95)];
    expect(
      candlesOf(trades, "DAY", NOON).map(({ open, low, close, count }) => [open, low, close, count]),
    ).toEqual([
      [10_000n, 9_000n, 9_000n, 2],
      [9_500n, 9_500n, 9_500n, 1],
    ]);
    expect(candlesOf(trades, "ALL", NOON).map(({ start, high, volume }) => [start, high, volume])).toEqual([
      [Date.UTC(2029, 11, 31), 500n, 1],
      [Date.UTC(2030, 0, 7), 10_000n, 3],
    ]);
  });
});
