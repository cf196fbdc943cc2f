import { type Currency, formatDecimal, money } from "@outcry/kernel";
import type { MarketRefusal } from "./refusals.ts";

/** What offers knows of a person who trades. */
export type Trader = Readonly<{
  userId: string;
  hasPaymentMethod: boolean;
  /** Verified sellers have no caps, and their open orders are not counted. */
  verified: boolean;
  /** Until when they may not sell, because they repeatedly did not ship; null when they may. */
  sellingSuspendedUntil: Date | null;
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

/** Why this person may not sell any more than they already offer; null when they may. What they offer already stands. */
export function objectionToSelling(trader: Trader, now: Date): MarketRefusal | null {
  const until = trader.sellingSuspendedUntil;
  return until !== null && until > now ? { kind: "SellingSuspended", until: until.toISOString() } : null;
}

/** Why this person may not have one more open order; null when they may. */
export function objectionToOneMore(trader: Trader): MarketRefusal | null {
  if (trader.verified || trader.openOrders < OPEN_ORDERS_MAX) return null;
  const message = `Without verification you may have ${OPEN_ORDERS_MAX} open bids and asks. Verify as a seller, or cancel one.`;
  return { kind: "LimitReached", limit: `${OPEN_ORDERS_MAX} open orders`, message };
}

/** Why this person's open asks may not be worth so much more (minor units); null when they may. */
export function objectionToAsks(trader: Trader, currency: Currency, more: bigint): MarketRefusal | null {
  const limit = OPEN_ASKS_MAX[currency];
  if (trader.verified || more <= 0n || (trader.openAsks[currency] ?? 0n) + more <= limit) return null;
  const amount = `${formatDecimal(money(limit, currency))} ${currency}`;
  const message = `Without verification your open asks may add up to ${amount}. Verify as a seller, or cancel one.`;
  return { kind: "LimitReached", limit: `${amount} of open asks`, message };
}
