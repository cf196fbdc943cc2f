import { invalidParameter, invalidRequest } from "./errors.ts";
import type { Parameters } from "./http/parameters.ts";

/** The currencies the emulator knows: digits of the minor unit, and Stripe's minimum charge in minor units. */
const CURRENCIES: Record<string, { decimals: number; minimum: number; symbol: string }> = {
  usd: { decimals: 2, minimum: 50, symbol: "$" },
  eur: { decimals: 2, minimum: 50, symbol: "€" },
  gbp: { decimals: 2, minimum: 30, symbol: "£" },
  cad: { decimals: 2, minimum: 50, symbol: "$" },
  aud: { decimals: 2, minimum: 50, symbol: "$" },
  nzd: { decimals: 2, minimum: 50, symbol: "$" },
  chf: { decimals: 2, minimum: 50, symbol: "CHF " },
  sek: { decimals: 2, minimum: 300, symbol: "kr " },
  jpy: { decimals: 0, minimum: 50, symbol: "¥" },
};

/** Eight digits of minor units: $999,999.99, and ¥99,999,999. */
const AMOUNT_MAX = 99_999_999;

/** An amount as people read it: `$4,500.00`. */
export function written(amount: number, currency: string): string {
  const { decimals, symbol } = CURRENCIES[currency] ?? { decimals: 2, symbol: "" };
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = amount < 0 ? "-" : "";
  return decimals === 0 ? `${sign}${symbol}${whole}` : `${sign}${symbol}${whole}.${digits.slice(-decimals)}`;
}

/** The currency of a request, in lower case as Stripe answers it. */
export function currencyOf(parameters: Parameters, name = "currency"): string {
  const currency = parameters.required(name).toLowerCase();
  if (Object.hasOwn(CURRENCIES, currency)) return currency;
  throw invalidParameter(
    `Invalid currency: ${currency}. The emulator knows these currencies: ${Object.keys(CURRENCIES).join(", ")}`,
    { param: parameters.label(name) },
  );
}

/** Refuses an amount that is not a positive whole number of minor units within Stripe's eight digits. */
export function checkPositive(amount: number, currency: string, param = "amount"): number {
  if (amount < 1) {
    throw invalidParameter("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param,
    });
  }
  if (amount <= AMOUNT_MAX) return amount;
  throw invalidRequest(`Amount must be no more than ${written(AMOUNT_MAX, currency)}`, {
    code: "amount_too_large",
    param,
  });
}

/** Refuses an amount no card may be charged. */
export function checkChargeable(amount: number, currency: string): number {
  const minimum = CURRENCIES[currency]?.minimum ?? 1;
  if (amount >= minimum) return checkPositive(amount, currency);
  if (amount < 1) return checkPositive(amount, currency);
  throw invalidRequest(`Amount must be at least ${written(minimum, currency)} ${currency}`, {
    code: "amount_too_small",
    param: "amount",
  });
}
