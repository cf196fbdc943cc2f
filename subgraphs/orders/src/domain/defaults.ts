import { after, MILLISECONDS } from "@outcry/kernel";
import type { CancellationReason, DefaultedBy, Order } from "./order.ts";

/** Defaults count for so long. */
export const COUNTS_FOR_DAYS = 90;
/** A seller who defaults so often within that time is suspended ("repeat: suspension", features.md, part 2). */
const SUSPENDED_FROM = 2;
const SUSPENDED_FOR = 30 * MILLISECONDS.day;

export type DefaultReason = Extract<CancellationReason, "PAYMENT_FAILED" | "SHIPPING_OVERDUE">;

/** Who is to be marked for a cancellation, and charged. */
export type Mark = Readonly<{ userId: string; role: DefaultedBy; reason: DefaultReason }>;

/** Payments' word for a charge that failed through nobody's card. */
const NOBODYS_FAULT: readonly string[] = ["provider_unreachable"];

/**
 * The person to be marked for a cancelled order: a seller who did not ship in time, or a buyer whose payment failed. Null for
 * anything else: a buyer who merely did not say where to ship to, or a payment that the provider never answered.
 */
export function markFor({ cancellation, buyerId, sellerId }: Order, failureCode?: string): Mark | null {
  if (cancellation === null) return null;
  const { reason, defaultedBy } = cancellation;
  if (reason === "SHIPPING_OVERDUE" && defaultedBy === "SELLER")
    return { userId: sellerId, role: "SELLER", reason };
  const isTheirs = failureCode === undefined || !NOBODYS_FAULT.includes(failureCode);
  if (reason === "PAYMENT_FAILED" && defaultedBy === "BUYER" && isTheirs)
    return { userId: buyerId, role: "BUYER", reason };
  return null;
}

/** From when on a default still counts. */
export const countsSince = (now: Date): Date => after(now, -COUNTS_FOR_DAYS * MILLISECONDS.day);

/** Until when the newest of so many defaults suspends; null when it does not. Buyers are not: their bids are paused. */
export const suspendedUntil = (role: DefaultedBy, count: number, now: Date): Date | null =>
  role === "SELLER" && count >= SUSPENDED_FROM ? after(now, SUSPENDED_FOR) : null;

/** What somebody may see of their own defaults. */
export type TradingRecord = Readonly<{
  defaultsAsBuyer: number;
  defaultsAsSeller: number;
  sellingSuspendedUntil: Date | null;
}>;
