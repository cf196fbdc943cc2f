import type { Side } from "../../subgraphs/offers/src/domain/order.ts";

/** One order of the load, for one piece. Amounts are cents. */
export type Placement = Readonly<{ variantId: string; userId: string; side: Side; price: bigint }>;

export const CENTS = 100;
/** Asks rest above, bids below. */
const MIDDLE = 200;
export const LEVELS = 40;

const whole = (below: number): number => Math.floor(Math.random() * below);
const anyOf = <Item>(items: readonly Item[]): Item => {
  const item = items[whole(items.length)];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
};

/** A price at which an order rests: one of forty a dollar apart on its side of the middle. */
export const restingPrice = (side: Side): bigint => {
  const away = 1 + whole(LEVELS);
  return BigInt((side === "ASK" ? MIDDLE + away : MIDDLE - away) * CENTS);
};

/** A price that takes whatever rests on the other side. */
const takingPrice = (side: Side): bigint =>
  BigInt((side === "BID" ? MIDDLE + LEVELS + 1 : MIDDLE - LEVELS - 1) * CENTS);

/** Half of the orders rest and half take one that rests, so that the books stay as deep as they are. */
export function nextPlacement(variantIds: readonly string[], userIds: readonly string[]): Placement {
  const side = Math.random() < 0.5 ? "BID" : "ASK";
  const price = Math.random() < 0.5 ? restingPrice(side) : takingPrice(side);
  return { variantId: anyOf(variantIds), userId: anyOf(userIds), side, price };
}
