import { compareMoney, formatMoney, type Money } from "#web/features/money/money.ts";
import type { AlertRowFragment, PriceAlertKind } from "#web/graph/__generated__/graphql.ts";

/** What an alert can wait for, as people choose it. */
export const ALERT_CHOICES: readonly Readonly<{ kind: PriceAlertKind; name: string; about: string }>[] = [
  { kind: "BELOW", name: "Price falls", about: "Somebody asks your price or less." },
  { kind: "ABOVE", name: "Price rises", about: "Somebody bids your price or more." },
  { kind: "NEW_LOWEST_ASK", name: "New lowest ask", about: "Somebody asks less than anybody does now." },
  {
    kind: "EXPIRING",
    name: "My order runs out",
    about: "A bid or ask of yours here has less than a day left.",
  },
];

export const needsPrice = (kind: PriceAlertKind): boolean => kind === "BELOW" || kind === "ABOVE";

type Waiting = Pick<AlertRowFragment, "kind"> & Readonly<{ price?: Money | null }>;

/** What an alert waits for, in a few words. */
export function waitsFor({ kind, price }: Waiting): string {
  const at = price ? formatMoney(price) : "your price";
  switch (kind) {
    case "BELOW":
      return `Ask of ${at} or less`;
    case "ABOVE":
      return `Bid of ${at} or more`;
    case "NEW_LOWEST_ASK":
      return "New lowest ask";
    case "EXPIRING":
      return "Own order about to run out";
  }
}

type Top = Readonly<{ lowestAsk?: Money | null; highestBid?: Money | null }>;

/** Whether the market is there already, so that the alert would be told at once. */
export function isThere({ kind, price }: Waiting, { lowestAsk, highestBid }: Top): boolean {
  if (!price) return false;
  if (kind === "BELOW") return Boolean(lowestAsk && compareMoney(lowestAsk, price) <= 0);
  if (kind === "ABOVE") return Boolean(highestBid && compareMoney(highestBid, price) >= 0);
  return false;
}

type Told = Waiting & Pick<AlertRowFragment, "variant"> & Readonly<{ triggeredPrice?: Money | null }>;

/** The news of an alert that was reached, in a sentence. */
export function newsOf({ kind, triggeredPrice, variant }: Told): string {
  const size = variant?.size ? `, size ${variant.size}` : "";
  const what = `${variant?.product?.name ?? "What you watch"}${size}`;
  const at = triggeredPrice ? formatMoney(triggeredPrice) : null;
  switch (kind) {
    case "BELOW":
      return at ? `${what}: somebody asks ${at}.` : `${what}: your price is asked.`;
    case "ABOVE":
      return at ? `${what}: somebody bids ${at}.` : `${what}: your price is bid.`;
    case "NEW_LOWEST_ASK":
      return at ? `${what}: the new lowest ask is ${at}.` : `${what}: there is a new lowest ask.`;
    case "EXPIRING":
      return `${what}: an order of yours has less than a day left.`;
  }
}
