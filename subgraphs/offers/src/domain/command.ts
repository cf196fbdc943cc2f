import type { MarketKey, Order, Side } from "./order.ts";

/** A bid or ask that rests with what it cannot trade at once. */
export type Place = MarketKey &
  Readonly<{
    kind: "PLACE";
    side: Side;
    orderId: string;
    userId: string;
    /** Minor units, for one piece. */
    price: bigint;
    quantity: number;
    expiresInDays: number;
  }>;

/** One piece at the best price there is, within a limit; it never rests. BID buys, ASK sells. */
export type Take = MarketKey &
  Readonly<{ kind: "TAKE"; side: Side; orderId: string; userId: string; limit: bigint }>;

/** A new price, a new quantity (in all, what was filled included), or both. */
export type Amend = MarketKey &
  Readonly<{
    kind: "AMEND";
    side: Side;
    orderId: string;
    userId: string;
    price: bigint | null;
    quantity: number | null;
  }>;

export type Cancel = MarketKey & Readonly<{ kind: "CANCEL"; side: Side; orderId: string; userId: string }>;

/** Takes out those of the given orders whose time is over. */
export type Expire = MarketKey & Readonly<{ kind: "EXPIRE"; orderIds: readonly string[] }>;

/** Pauses those of the given bids that rest: their owner's payment failed. */
export type Pause = MarketKey & Readonly<{ kind: "PAUSE"; orderIds: readonly string[] }>;

/** Undoes a trade of which one side defaulted. */
export type Bust = MarketKey &
  Readonly<{
    kind: "BUST";
    tradeId: string;
    quantity: number;
    innocentOrderId: string;
    defaultedOrderId: string;
    /** The last sales that stand once the trade is gone, newest first; at most two. */
    standing: readonly Readonly<{ id: string; price: bigint }>[];
  }>;

/** Halts a market, or lets it go on. */
export type Halt = MarketKey & Readonly<{ kind: "HALT"; halted: boolean }>;

export type Command = Place | Take | Amend | Cancel | Expire | Pause | Bust | Halt;

export const keyOf = ({ variantId, currency }: MarketKey): string => `${variantId} ${currency}`;

/** What a command may look up besides the market itself. Times and ids come from outside, so that deciding is pure. */
export type Circumstances = Readonly<{
  /** The transaction's time. */
  now: Date;
  newId: () => string;
  order: (id: string) => Order | undefined;
}>;
