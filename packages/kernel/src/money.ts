import { CURRENCIES, type Currency } from "./currency.ts";
import { invariant, ok, type Result, refuse } from "./result.ts";

/** An exact amount in the currency's minor unit. 10.50 EUR is `{ minor: 1050n, currency: "EUR" }`. */
export type Money = Readonly<{ minor: bigint; currency: Currency }>;

/** The largest amount we hold: PostgreSQL's bigint, which is also the column type. */
export const MINOR_MAX = 2n ** 63n - 1n;

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency });

/** Adds two amounts of one currency. Throws on a mix of currencies: a sum of unlike things has no meaning. */
export function add(left: Money, right: Money): Money {
  invariant(left.currency === right.currency, `${left.currency} and ${right.currency} do not add.`);
  return { minor: left.minor + right.minor, currency: left.currency };
}

export function subtract(left: Money, right: Money): Money {
  return add(left, { minor: -right.minor, currency: right.currency });
}

export const multiply = (amount: Money, times: bigint): Money => ({
  minor: amount.minor * times,
  currency: amount.currency,
});

/** Splits by weight and loses nothing: leftover minor units go to the first shares. */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
  invariant(
    total.minor >= 0n && weightSum > 0n && weights.every((weight) => weight >= 0n),
    "Only a non-negative total with some weight is shared.",
  );
  const shares = weights.map((weight) => (total.minor * weight) / weightSum);
  let leftover = total.minor - shares.reduce((sum, share) => sum + share, 0n);
  return shares.map((share, index) => {
    const extra = leftover > 0n && weights[index] !== 0n ? 1n : 0n;
    leftover -= extra;
    return { minor: share + extra, currency: total.currency };
  });
}

/** A share of an amount in basis points (1/100 of a percent), rounded half up to a minor unit. */
export const basisPoints = (amount: Money, points: bigint): Money => ({
  minor: (amount.minor * points + 5_000n) / 10_000n,
  currency: amount.currency,
});

/** Writes an amount as it travels: `"450.00"` for 45,000 US cents, `"-0.05"`, `"1200"` for yen. */
export function formatDecimal({ minor, currency }: Money): string {
  const { decimals } = CURRENCIES[currency];
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = minor < 0n ? "-" : "";
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

export type AmountRefusal = { kind: "TooManyDecimals"; decimals: number } | { kind: "OutOfRange" };

/** The shape of a Decimal on the wire; whether an amount fits its currency is decided by `parseDecimal`. */
export const DECIMAL_PATTERN = /^-?\d{1,30}(\.\d{1,30})?$/;

/**
 * Reads a wire decimal as money. The text must already match `DECIMAL_PATTERN` (the Decimal scalar sees to that).
 * Refuses more decimals than the currency has, and amounts that no column could hold.
 */
export function parseDecimal(text: string, currency: Currency): Result<Money, AmountRefusal> {
  invariant(DECIMAL_PATTERN.test(text), "A decimal is parsed only after its shape was checked.");
  const { decimals } = CURRENCIES[currency];
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  if (fraction.length > decimals) return refuse({ kind: "TooManyDecimals", decimals });
  const size = BigInt(whole + fraction.padEnd(decimals, "0"));
  if (size > MINOR_MAX) return refuse({ kind: "OutOfRange" });
  return ok({ minor: text.startsWith("-") ? -size : size, currency });
}
