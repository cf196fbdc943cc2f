"use client";

import { useMemo, useState } from "react";
import {
  addMoney,
  formatMoney,
  fromMinor,
  type Money,
  readPrice,
  toMinor,
} from "#web/features/money/money.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { type Act, isAtOnce, sideOf } from "./act.ts";
import { priceProblem, type Standing, standingOf } from "./standing.ts";
import { suggestedPrice } from "./suggestion.ts";

export const EXPIRY_DAYS = [1, 3, 7, 14, 30, 60] as const;
const EXPIRY_DAYS_DEFAULT = 30;

export type OrderDraft = Readonly<{
  text: string;
  setText: (text: string) => void;
  step: (steps: number) => void;
  setPrice: (price: Money) => void;
  /** What would be sent; null while what is typed is no price this market takes. */
  price: Money | null;
  problem: string | null;
  standing: Standing | null;
  days: number;
  setDays: (days: number) => void;
}>;

/** Whole amounts as people type them. */
const plain = (money: Money): string => money.amount.replace(/\.0+$/, "");

/** What a draft begins with: a price typed before signing in, and what the maker asked when the product was new. */
type Initial = Readonly<{ typed: string | null; retail: Money | null }>;

/** An order being thought about: its price as typed, and what would become of it in this market, at once. */
export function useOrderDraft(act: Act, market: MarketDetailFragment, initial: Initial): OrderDraft {
  const { currencyCode, tick, minimumPrice: minimum, lowestAsk, highestBid, lastSale, orderBook } = market;
  const side = sideOf(act);
  const [text, setText] = useState(() => {
    const given = initial.typed ? readPrice(initial.typed, currencyCode) : null;
    const top = {
      lowestAsk: lowestAsk ?? null,
      highestBid: highestBid ?? null,
      // Where nothing was ever sold, the maker's own price is the only one there is.
      lastSale: lastSale?.price ?? (initial.retail?.currencyCode === currencyCode ? initial.retail : null),
    };
    return plain(given ?? suggestedPrice(side, { ...top, tick, minimum }));
  });
  const [days, setDays] = useState<number>(EXPIRY_DAYS_DEFAULT);

  const atOnce = (side === "BUY" ? lowestAsk : highestBid) ?? null;
  const typed = readPrice(text, currencyCode);
  const problem = isAtOnce(act) ? null : priceProblem(typed, { tick, minimum }, formatMoney);
  const price = isAtOnce(act) ? atOnce : problem ? null : typed;
  const standing = useMemo(
    () => (price && orderBook && !isAtOnce(act) ? standingOf(side, price, orderBook) : null),
    [act, side, price, orderBook],
  );
  const step = (steps: number): void => {
    const from = typed ?? minimum;
    const moved = addMoney(from, fromMinor((toMinor(tick) ?? 1n) * BigInt(steps), currencyCode));
    setText(plain((toMinor(moved) ?? 0n) < (toMinor(minimum) ?? 0n) ? minimum : moved));
  };
  return {
    text,
    setText,
    step,
    setPrice: (next) => setText(plain(next)),
    price,
    problem,
    standing,
    days,
    setDays,
  };
}
