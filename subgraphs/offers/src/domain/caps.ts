import { type Currency, formatDecimal, money } from "@outcry/kernel";
import type { MarketRefusal } from "./refusals.ts";

/** What offers knows of a person who trades. */
export type Trader = Readonly<{
  userId: string;
  hasPaymentMethod: boolean;
  /** Verified sellers have no caps, and their open orders are not counted. */
  verified: boolean;
  openOrders: number;
  /** Minor units of all open asks, by currency. */
  openAsks: Partial<Record<Currency, bigint>>;
}>;

export const OPEN_ORDERS_MAX = 200;

/** What an unverified seller may ask for in all, in minor units: 10,000.00 USD, and about as much in the others. */
export const OPEN_ASKS_MAX: Record<Currency, bigint> = {
  USD: 1_000_000n,
  EUR: 1_000_000n,
  GBP: 800_000n,
  CAD: 1_350_000n,
  AUD: 1_500_000n,
  JPY: 150_000_000n / 100n,
};

/** Why this person may not have one more open order; null when they may. `ask` is the new ask's whole value, 0 for a bid. */
export function objectionToMore(trader: Trader, currency: Currency, ask: bigint): MarketRefusal | null {
  if (trader.verified) return null;
  if (trader.openOrders >= OPEN_ORDERS_MAX) {
    const message = `Without verification you may have ${OPEN_ORDERS_MAX} open bids and asks. Verify as a seller, or cancel one.`;
    return { kind: "LimitReached", limit: `${OPEN_ORDERS_MAX} open orders`, message };
  }
  const limit = OPEN_ASKS_MAX[currency];
  if (ask > 0n && (trader.openAsks[currency] ?? 0n) + ask > limit) {
    const amount = `${formatDecimal(money(limit, currency))} ${currency}`;
    const message = `Without verification your open asks may add up to ${amount}. Verify as a seller, or cancel one.`;
    return { kind: "LimitReached", limit: `${amount} of open asks`, message };
  }
  return null;
}
