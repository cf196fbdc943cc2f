import { CURRENCIES, type Money, money } from "@outcry/kernel";
import type { MarketRefusal } from "./refusals.ts";

export const QUANTITY_MAX = 1_000;
export const EXPIRY_DAYS: readonly number[] = [1, 3, 7, 14, 30, 60];

/** Beyond this a price is a slip of the finger, and sums of prices times pieces would leave what a column holds. */
export const PRICE_MINOR_MAX = 10n ** 12n;

/** Why a price cannot stand in a book; null when it can. */
export function objectionToPrice(price: Money, field: string[]): MarketRefusal | null {
  const { tick, minimum } = CURRENCIES[price.currency];
  if (price.minor < minimum) return { kind: "BelowMinimum", minimum: money(minimum, price.currency), field };
  if (price.minor > PRICE_MINOR_MAX)
    return { kind: "Validation", message: "This price is higher than the market takes.", field };
  if (price.minor % tick !== 0n) return { kind: "TickSize", tick: money(tick, price.currency), field };
  return null;
}

/** Why a limit of buy now or sell now makes no sense; null when it does. It never rests, so the tick does not bind it. */
export function objectionToLimit(limit: Money, field: string[]): MarketRefusal | null {
  if (limit.minor > 0n) return null;
  return { kind: "Validation", message: "A price is more than nothing.", field };
}

export function objectionToQuantity(quantity: number): MarketRefusal | null {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= QUANTITY_MAX) return null;
  return {
    kind: "Validation",
    message: `A quantity is from 1 to ${QUANTITY_MAX.toLocaleString("en-US")}.`,
    field: ["input", "quantity"],
  };
}

export function objectionToExpiry(days: number): MarketRefusal | null {
  if (EXPIRY_DAYS.includes(days)) return null;
  return {
    kind: "Validation",
    message: `Orders live ${EXPIRY_DAYS.join(", ").replace(/, (\d+)$/, " or $1")} days.`,
    field: ["input", "expiresInDays"],
  };
}
