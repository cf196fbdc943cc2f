import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candleStart, candlesOf, stretchesAround } from "./candles.ts";
import type { Trade } from "./market.ts";

const at = (text: string) => new Date(`2026-03-04T${text}Z`);
const aTrade = (price: number, executedAt: Date, quantity = 1): Trade => ({
  ...{ id: "trade", variantId: "variant", currency: "USD", bidId: "bid", askId: "ask" },
  ...{ buyerId: "buyer", sellerId: "seller", price: BigInt(price), quantity, executedAt },
  ...{ sequence: 1, ordinal: 0, taker: "BID", logReturn: null },
});

describe("candles", () => {
  it("begin at whole stretches of UTC", () => {
    expect(candleStart("FIVE_MINUTES", at("12:34:56.789"))).toEqual(at("12:30:00.000"));
    expect(candleStart("HOUR", at("12:34:56.789"))).toEqual(at("12:00:00.000"));
    expect(candleStart("DAY", at("12:34:56.789"))).toEqual(at("00:00:00.000"));
    expect(candleStart("HOUR", at("12:00:00.000"))).toEqual(at("12:00:00.000"));
  });

  it("open with the first trade and close with the last, and hold all between", () => {
    const trades = [aTrade(100, at("12:01:00"), 2), aTrade(130, at("12:02:00")), aTrade(90, at("12:03:00"))];
    const [fine] = candlesOf(trades).filter(({ interval }) => interval === "FIVE_MINUTES");
    expect(fine).toMatchObject({
      open: 100n,
      high: 130n,
      low: 90n,
      close: 90n,
      volume: 4,
      count: 3,
      turnover: 420n,
    });
  });

  it("add up to the same trades whatever the interval", () => {
    const trades = fc.array(
      fc.record({
        price: fc.integer({ min: 1, max: 99 }),
        minute: fc.nat({ max: 3_000 }),
        quantity: fc.integer({ min: 1, max: 5 }),
      }),
    );
    fc.assert(
      fc.property(trades, (drawn) => {
        const sold = drawn
          .toSorted((left, right) => left.minute - right.minute)
          .map(({ price, minute, quantity }) => aTrade(price, new Date(minute * 60_000), quantity));
        const candles = candlesOf(sold);
        for (const interval of ["FIVE_MINUTES", "HOUR", "DAY"] as const) {
          const own = candles.filter((candle) => candle.interval === interval);
          expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(sold.length);
          expect(own.reduce((sum, { turnover }) => sum + turnover, 0n)).toBe(
            sold.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n),
          );
        }
      }),
    );
  });

  it("are named once each when several sales touch the same stretches", () => {
    expect(stretchesAround([at("12:01:00"), at("12:02:00")])).toHaveLength(3);
    expect(stretchesAround([at("12:01:00"), at("13:02:00")])).toHaveLength(5);
  });
});
