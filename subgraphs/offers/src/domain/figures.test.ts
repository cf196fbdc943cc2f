import { money } from "@outcry/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averageOf, premiumOf, tradeRangeOf, volatilityOf, type YearSums } from "./figures.ts";

const usd = (minor: bigint) => money(minor, "USD");
const sumsOf = (returns: readonly number[]): YearSums => ({
  ...{ high: null, low: null, turnover: 0n, pieces: 0, returns: returns.length },
  returnSum: returns.reduce((sum, value) => sum + value, 0),
  returnSquares: returns.reduce((sum, value) => sum + value * value, 0),
});

describe("a market's figures", () => {
  it("have no volatility with fewer than three sales", () => {
    expect(volatilityOf(sumsOf([]))).toBeNull();
    expect(volatilityOf(sumsOf([0.1]))).toBeNull();
    expect(volatilityOf(sumsOf([0.1, 0.1]))).toBe(0);
  });

  it("take volatility from sums as from the returns themselves", () => {
    const returns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(returns, (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
        expect(volatilityOf(sumsOf(values))).toBeCloseTo(Math.sqrt(variance), 6);
      }),
    );
  });

  it("bound the next sale by last × (1 ± volatility), in whole minor units and never under nothing", () => {
    expect(tradeRangeOf(usd(20_000n), 0.05)).toEqual({ low: usd(19_000n), high: usd(21_000n) });
    expect(tradeRangeOf(usd(333n), 0.1)).toEqual({ low: usd(300n), high: usd(366n) });
    expect(tradeRangeOf(usd(20_000n), 1.5)).toEqual({ low: usd(0n), high: usd(50_000n) });
  });

  it("compare the last sale with the retail price of the same currency only", () => {
    expect(premiumOf(usd(15_000n), usd(10_000n))).toBe(0.5);
    expect(premiumOf(usd(8_000n), usd(10_000n))).toBe(-0.2);
    expect(premiumOf(null, usd(10_000n))).toBeNull();
    expect(premiumOf(usd(1n), money(1n, "EUR"))).toBeNull();
    expect(premiumOf(usd(1n), usd(0n))).toBeNull();
  });

  it("round the average half up", () => {
    expect(averageOf({ ...sumsOf([]), turnover: 5n, pieces: 2 })).toBe(3n);
    expect(averageOf({ ...sumsOf([]), turnover: 4n, pieces: 3 })).toBe(1n);
    expect(averageOf(sumsOf([]))).toBeNull();
  });
});
