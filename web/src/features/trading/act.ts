import type { Side } from "./standing.ts";

/** What a person can do in a market: two on each side, one at once and one at their own price. */
export type Act = "buy" | "bid" | "sell" | "ask";

export const ACTS: readonly Act[] = ["buy", "bid", "sell", "ask"];

export const sideOf = (act: Act): Side => (act === "buy" || act === "bid" ? "BUY" : "SELL");

export const isAtOnce = (act: Act): boolean => act === "buy" || act === "sell";

export const readAct = (value: string | null): Act | null => ACTS.find((act) => act === value) ?? null;

export const ACT_NAMES: Readonly<Record<Act, string>> = {
  buy: "Buy now",
  bid: "Place bid",
  sell: "Sell now",
  ask: "Place ask",
};

const VERBS: Readonly<Record<Act, string>> = { buy: "Buy", bid: "Bid", sell: "Sell", ask: "Ask" };

/** The act and the amount, as the last button says it: "Bid $405 for size 9". */
export function confirmWords(act: Act, price: string, size: string | null): string {
  const what = size ? `size ${size}` : "one";
  return isAtOnce(act) ? `${VERBS[act]} ${what} for ${price}` : `${VERBS[act]} ${price} for ${what}`;
}
