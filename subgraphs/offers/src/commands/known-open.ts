import { BoundedMap, type Currency } from "@outcry/kernel";
import { OPEN_ASKS_MAX, OPEN_ORDERS_MAX, type Trader } from "../domain/caps.ts";
import type { Counted, Totals } from "../store/capped-traders.ts";

const PEOPLE_MAX = 20_000;

type Open = Pick<Trader, "openOrders" | "openAsks">;

const NOTHING: Open = { openOrders: 0, openAsks: {} };

/** Sums of a person's totals over their currencies, added to what there is, or taken from it. */
const sum = (totals: readonly Totals[], userId: string, from: Open = NOTHING, sign: 1 | -1 = 1): Open => {
  let { openOrders } = from;
  const openAsks: Partial<Record<Currency, bigint>> = { ...from.openAsks };
  for (const { userId: owner, currency, orders, asks } of totals) {
    if (owner !== userId) continue;
    openOrders += sign * orders;
    openAsks[currency] = (openAsks[currency] ?? 0n) + BigInt(sign) * asks;
  }
  return { openOrders, openAsks };
};

/** Whether somebody who has so much open may add so much without meeting a cap. */
export function isFarFromCaps(open: Open, added: readonly Totals[], userId: string): boolean {
  const after = sum(added, userId, open);
  const isWorthLess = ([currency, minor]: [string, bigint]) => minor <= OPEN_ASKS_MAX[currency as Currency];
  return after.openOrders <= OPEN_ORDERS_MAX && Object.entries(after.openAsks).every(isWorthLess);
}

/**
 * What people with caps have open at most: by how much it was less than what they ever placed when it was counted, which can
 * only become more. Forgetting costs a count, nothing else.
 */
export type KnownOpen = ReturnType<typeof makeKnownOpen>;

export function makeKnownOpen() {
  const less = new BoundedMap<string, Open>({ entries: PEOPLE_MAX });
  return {
    /** What somebody has open at most, when they placed so much; null when it was never counted. */
    most: (userId: string, placed: readonly Totals[]): Open | null => {
      const known = less.get(userId);
      return known ? sum(placed, userId, known) : null;
    },
    /** Learns from a count. */
    learn: (userId: string, { open, placed }: Counted): void => {
      less.set(userId, sum(placed, userId, sum(open, userId), -1));
    },
  };
}
