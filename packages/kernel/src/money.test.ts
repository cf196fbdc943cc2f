import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  allocate,
  basisPoints,
  CURRENCIES,
  type Currency,
  formatDecimal,
  MINOR_MAX,
  type Money,
  parseDecimal,
} from "./index.ts";

const currencies = fc.constantFrom(...(Object.keys(CURRENCIES) as Currency[]));
const usd = (minor: bigint): Money => ({ minor, currency: "USD" });

describe("money", () => {
  it("splits any amount by any weights without losing or inventing a cent", () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 12 })
      .filter((shares) => shares.some((share) => share > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MINOR_MAX }), weights, (minor, shares) => {
        expect(allocate(usd(minor), shares).reduce(add)).toEqual(usd(minor));
      }),
    );
  });

  it("gives nothing to a share without weight", () => {
    expect(allocate(usd(100n), [0n, 3n, 3n])).toEqual([usd(0n), usd(50n), usd(50n)]);
  });

  it("reads back every amount it writes", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -MINOR_MAX, max: MINOR_MAX }), currencies, (minor, currency) => {
        expect(parseDecimal(formatDecimal({ minor, currency }), currency)).toEqual({
          ok: true,
          value: { minor, currency },
        });
      }),
    );
  });

  it("accepts a whole number for a currency with decimals", () => {
    expect(parseDecimal("450", "USD")).toEqual({ ok: true, value: usd(45_000n) });
  });

  it("refuses a third decimal in dollars and any in yen", () => {
    expect(parseDecimal("450.001", "USD")).toEqual({
      ok: false,
      refusal: { kind: "TooManyDecimals", decimals: 2 },
    });
    expect(parseDecimal("450.5", "JPY")).toEqual({
      ok: false,
      refusal: { kind: "TooManyDecimals", decimals: 0 },
    });
  });

  it("refuses what no bigint column could hold", () => {
    expect(parseDecimal("92233720368547758.07", "USD").ok).toBe(true);
    expect(parseDecimal("92233720368547758.08", "USD")).toEqual({
      ok: false,
      refusal: { kind: "OutOfRange" },
    });
  });

  it("rounds a share in basis points half up", () => {
    expect(basisPoints(usd(1n), 250n)).toEqual(usd(0n));
    expect(basisPoints(usd(20n), 250n)).toEqual(usd(1n));
    expect(basisPoints(usd(45_000n), 900n)).toEqual(usd(4_050n));
  });

  it("never adds unlike currencies", () => {
    expect(() => add(usd(1n), { minor: 1n, currency: "EUR" })).toThrow("do not add");
  });
});
