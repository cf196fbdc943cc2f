import { compareMoney, type Money } from "#web/features/money/money.ts";
import {
  type Book,
  type Level,
  type Side,
  type Standing,
  standingOf,
} from "#web/features/trading/standing.ts";

/** What becomes of a resting order that is changed. */
export type Amendment =
  | Readonly<{ kind: "unchanged" }>
  /** Fewer pieces at the same price: it stays where it is. */
  | Readonly<{ kind: "keeps-place" }>
  /** Another price or more pieces: it is as if it came only now. */
  | Readonly<{ kind: "moves"; standing: Standing }>;

type Resting = Readonly<{ price: Money; remaining: number }>;

/** A book as the others make it: without one's own resting order. */
function bookWithout(side: Side, { price, remaining }: Resting, book: Book): Book {
  const without = (levels: readonly Level[]): Level[] =>
    levels
      .map((level) =>
        compareMoney(level.price, price) === 0
          ? { ...level, quantity: level.quantity - remaining, count: level.count - 1 }
          : level,
      )
      .filter(({ quantity }) => quantity > 0);
  return side === "BUY" ? { ...book, bids: without(book.bids) } : { ...book, asks: without(book.asks) };
}

/**
 * What changing a resting order to this price and so many open pieces would do. A smaller quantity keeps its place; a
 * better price, like any other one, takes the last place among those who were at it before.
 */
export function amendmentOf(side: Side, order: Resting, next: Resting, book: Book): Amendment {
  const samePrice = compareMoney(order.price, next.price) === 0;
  if (samePrice && next.remaining === order.remaining) return { kind: "unchanged" };
  if (samePrice && next.remaining < order.remaining) return { kind: "keeps-place" };
  const standing = standingOf(side, next.price, bookWithout(side, order, book));
  if (standing.kind === "trades") return { kind: "moves", standing };
  return { kind: "moves", standing: { ...standing, of: standing.of + next.remaining - 1 } };
}

const PIECES_MAX = 1_000;

/** How many pieces somebody typed; null when it is no number an order can have. */
export function readPieces(text: string): number | null {
  const pieces = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : null;
  return pieces !== null && pieces >= 1 && pieces <= PIECES_MAX ? pieces : null;
}
