import { type Money, ok, type Result, refuse } from "@outcry/kernel";
import type { MarketKey } from "./order.ts";
import type { MarketRefusal } from "./refusals.ts";

export type WatchlistEntry = Readonly<{ id: string; variantId: string; addedAt: Date }>;

export type AlertKind = "ABOVE" | "BELOW" | "NEW_LOWEST_ASK" | "EXPIRING";

/** Somebody wants to be told, once. Prices are minor units of the market's currency. */
export type PriceAlert = MarketKey &
  Readonly<{
    id: string;
    userId: string;
    kind: AlertKind;
    price: bigint | null;
    createdAt: Date;
    triggeredAt: Date | null;
    triggeredPrice: bigint | null;
  }>;

/** Bounds per person. */
export const WATCHED_MAX = 500;
export const ALERTS_WAITING_MAX = 200;

const PRICED: Record<AlertKind, boolean> = {
  ABOVE: true,
  BELOW: true,
  NEW_LOWEST_ASK: false,
  EXPIRING: false,
};

/** The price an alert waits for: needed by those that wait for one, and senseless with the others. */
export function priceOfAlert(kind: AlertKind, price: Money | null): Result<bigint | null, MarketRefusal> {
  const field = ["input", "price"];
  if (PRICED[kind] && price === null)
    return refuse({ kind: "Validation", message: "Say which price to wait for.", field });
  if (!PRICED[kind] && price !== null)
    return refuse({ kind: "Validation", message: "This kind of alert waits for no price.", field });
  if (price !== null && price.minor <= 0n)
    return refuse({ kind: "Validation", message: "A price is more than nothing.", field });
  return ok(price?.minor ?? null);
}
