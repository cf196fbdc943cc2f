import { CURRENCIES, type Currency, formatDecimal, type Money } from "@outcry/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote, sellerFees } from "./fees.ts";

const at = new Date("2026-03-01T12:00:00Z");
const usd = (minor: bigint): Money => ({ minor, currency: "USD" });
const told = (price: Money, categorySlug: string | null) => {
  const { transactionFee, processingFee, total } = sellerFees({ price, categorySlug, at });
  return [transactionFee, processingFee, total].map(formatDecimal);
};

describe("what a seller pays", () => {
  it("is 9 % and 3 %", () => {
    expect(told(usd(45_000n), "sneakers")).toEqual(["40.50", "13.50", "396.00"]);
  });

  it("is 9.9 % for watches and 14.5 % for handbags", () => {
    expect(told(usd(100_000n), "watches")).toEqual(["99.00", "30.00", "871.00"]);
    expect(told(usd(100_000n), "handbags")).toEqual(["145.00", "30.00", "825.00"]);
  });

  it("is at least the minimum of the currency", () => {
    expect(told(usd(2_500n), null)).toEqual(["5.00", "0.75", "19.25"]);
    expect(told({ minor: 3_000n, currency: "JPY" }, null)).toEqual(["800", "90", "2110"]);
  });

  it("is rounded half up to a minor unit", () => {
    expect(told(usd(10_050n), null)).toEqual(["9.05", "3.02", "88.43"]); // 9.045 and 3.015
  });

  it("never exceeds the price, whatever the price", () => {
    expect(told(usd(100n), null)).toEqual(["0.97", "0.03", "0.00"]);
    expect(told(usd(1n), null)).toEqual(["0.01", "0.00", "0.00"]);
  });

  it("adds up with the payout to the price, for every price, currency and category", () => {
    const prices = fc.record({
      minor: fc.bigInt({ min: 1n, max: 10n ** 15n }),
      currency: fc.constantFrom(...(Object.keys(CURRENCIES) as Currency[])),
    });
    fc.assert(
      fc.property(prices, fc.constantFrom(null, "sneakers", "watches", "handbags"), (price, categorySlug) => {
        const fees = sellerFees({ price, categorySlug, at });
        expect(fees.transactionFee.minor + fees.processingFee.minor + fees.total.minor).toBe(price.minor);
        for (const part of [fees.transactionFee, fees.processingFee, fees.total])
          expect(part.minor >= 0n && part.currency === price.currency).toBe(true);
      }),
    );
  });

  it("leaves more to the seller of a higher price", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 100n, max: 10n ** 6n }),
        (low, more) => {
          const payout = (minor: bigint) =>
            sellerFees({ price: usd(minor), categorySlug: null, at }).total.minor;
          expect(payout(low + more)).toBeGreaterThanOrEqual(payout(low));
        },
      ),
    );
  });
});

describe("what a buyer pays", () => {
  it("is the price and nothing on top", () => {
    const fees = quote({ price: usd(45_000n), categorySlug: "watches", at, side: "BUY" });
    expect([fees.transactionFee, fees.processingFee, fees.total].map(formatDecimal)).toEqual([
      "0.00",
      "0.00",
      "450.00",
    ]);
  });
});
