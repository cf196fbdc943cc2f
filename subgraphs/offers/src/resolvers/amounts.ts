import { type Currency, type Money, money } from "@outcry/kernel";

/** Minor units of a market's currency as money; null stays null. */
export const amountIn = (currency: Currency, minor: bigint | null): Money | null =>
  minor === null ? null : money(minor, currency);
