import { compareMoney, type Money, toMinor } from "#web/features/money/money.ts";

export type Side = "BUY" | "SELL";
export type Level = Readonly<{ price: Money; quantity: number; count: number }>;
export type Book = Readonly<{ bids: readonly Level[]; asks: readonly Level[] }>;

/** What becomes of an order of one piece at a price, given the book. */
export type Standing =
  /** It trades at once, at the price of the best order on the other side. */
  | Readonly<{ kind: "trades"; at: Money }>
  /** It waits: `place` 1 is the next to trade; `of` counts the pieces on its side, this one included. */
  | Readonly<{ kind: "waits"; place: number; of: number; sharesPrice: boolean }>;

/**
 * Where an order of one piece would stand: price first, then time, so it comes after everything at its own price.
 * Levels beyond the depth that was loaded are not counted; `deeper` says that there are more.
 */
export function standingOf(side: Side, price: Money, book: Book): Standing {
  const [own, other] = side === "BUY" ? [book.bids, book.asks] : [book.asks, book.bids];
  const best = other[0];
  const reaches = (level: Level): boolean =>
    side === "BUY" ? compareMoney(level.price, price) <= 0 : compareMoney(level.price, price) >= 0;
  if (best && reaches(best)) return { kind: "trades", at: best.price };
  const isAhead = (level: Level): boolean =>
    side === "BUY" ? compareMoney(level.price, price) >= 0 : compareMoney(level.price, price) <= 0;
  const pieces = (levels: readonly Level[]): number =>
    levels.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    kind: "waits",
    place: pieces(own.filter(isAhead)) + 1,
    of: pieces(own) + 1,
    sharesPrice: own.some((level) => compareMoney(level.price, price) === 0),
  };
}

/** 1st, 2nd, 3rd, 11th. */
export function ordinal(place: number): string {
  const rest = place % 100;
  const ending = rest >= 11 && rest <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}

/** Rules of a market for prices. */
export type PriceRules = Readonly<{ tick: Money; minimum: Money }>;

/** What is wrong with a price, in a sentence that says what to do; null when nothing is. */
export function priceProblem(
  price: Money | null,
  { tick, minimum }: PriceRules,
  format: (money: Money) => string,
): string | null {
  if (!price) return "Enter a price, such as 450.";
  if (compareMoney(price, minimum) < 0) return `The lowest price here is ${format(minimum)}.`;
  const [amount, step] = [toMinor(price), toMinor(tick)];
  if (amount !== null && step !== null && step > 0n && amount % step !== 0n)
    return `Prices here go in steps of ${format(tick)}.`;
  return null;
}
