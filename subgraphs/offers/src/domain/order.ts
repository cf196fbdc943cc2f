import { type Currency, invariant } from "@outcry/kernel";

export type Side = "BID" | "ASK";
export type OrderState = "ACTIVE" | "PAUSED" | "FILLED" | "CANCELLED" | "EXPIRED";

/** Which book: one per variant and currency. */
export type MarketKey = Readonly<{ variantId: string; currency: Currency }>;

/** A bid or an ask. `quantity` is always `filled` + `remaining` + `withdrawn`; only an ACTIVE or PAUSED order has something remaining. */
export type Order = MarketKey &
  Readonly<{
    id: string;
    side: Side;
    userId: string;
    /** Minor units of the market's currency, for one piece. */
    price: bigint;
    quantity: number;
    /** Pieces in trades that stand. */
    filled: number;
    /** Pieces still wanted or offered: in the book when it is ACTIVE, out of it while it is PAUSED. */
    remaining: number;
    /** Pieces taken out: cancelled, expired, or lost by a default. */
    withdrawn: number;
    state: OrderState;
    /** Its place in time among orders of its price: the market's sequence when it took that place. */
    priority: number;
    /** The market's sequence when it was placed. */
    placedSequence: number;
    /** The market's sequence when it left the book; null while it rests. */
    closedSequence: number | null;
    createdAt: Date;
    expiresAt: Date;
  }>;

/** What of an order commands change. */
export type Standing = Pick<
  Order,
  "price" | "quantity" | "filled" | "remaining" | "withdrawn" | "state" | "priority" | "closedSequence"
>;

/**
 * The order as it stands after a change. Every order, here, placed and loaded, is written with its fields in one order and
 * never spread: to the engine a spread copy is of a shape of its own, and what meets many shapes is ten times slower.
 */
export const orderAfter = (order: Order, changes: Partial<Standing>): Order => ({
  id: order.id,
  variantId: order.variantId,
  currency: order.currency,
  side: order.side,
  userId: order.userId,
  price: changes.price ?? order.price,
  quantity: changes.quantity ?? order.quantity,
  filled: changes.filled ?? order.filled,
  remaining: changes.remaining ?? order.remaining,
  withdrawn: changes.withdrawn ?? order.withdrawn,
  state: changes.state ?? order.state,
  priority: changes.priority ?? order.priority,
  placedSequence: order.placedSequence,
  closedSequence: changes.closedSequence === undefined ? order.closedSequence : changes.closedSequence,
  createdAt: order.createdAt,
  expiresAt: order.expiresAt,
});

export const opposite = (side: Side): Side => (side === "BID" ? "ASK" : "BID");

/** The clock decides whether an order rests, not the sweep, which may run late. */
export const restsAt = (order: Order, now: Date): boolean =>
  order.state === "ACTIVE" && order.expiresAt > now;

const hasRemaining = ({ state }: Order): boolean => state === "ACTIVE" || state === "PAUSED";

/** Whether its owner can still do something with an order: it rests, or is paused. */
export const isOpenAt = (order: Order, now: Date): boolean => hasRemaining(order) && order.expiresAt > now;

/** The order's state as its owner should see it now. Paused orders are never swept: the clock alone says that they are over. */
export const stateAt = (order: Order, now: Date): OrderState =>
  hasRemaining(order) && order.expiresAt <= now ? "EXPIRED" : order.state;

/** Trades some of what remains. */
export function fill(order: Order, quantity: number, sequence: number): Order {
  invariant(
    quantity > 0 && quantity <= order.remaining,
    "An order is never filled beyond what remains of it.",
  );
  const remaining = order.remaining - quantity;
  const isFilled = remaining === 0;
  return orderAfter(order, {
    filled: order.filled + quantity,
    remaining,
    state: isFilled ? "FILLED" : order.state,
    closedSequence: isFilled ? sequence : order.closedSequence,
  });
}

/** Takes all that remains out of the book. What was filled stands. */
export const withdraw = (order: Order, state: "CANCELLED" | "EXPIRED", sequence: number): Order =>
  orderAfter(order, {
    state,
    withdrawn: order.withdrawn + order.remaining,
    remaining: 0,
    closedSequence: sequence,
  });

/** Takes an order out of the book with all that remains of it, for its owner to bring back. */
export const pause = (order: Order, sequence: number): Order =>
  orderAfter(order, { state: "PAUSED", closedSequence: sequence });

/** Whether what a busted trade gives back may return to the book: it may, unless its owner or its time took the order out. */
export const mayReturn = (order: Order, now: Date): boolean =>
  (hasRemaining(order) || order.state === "FILLED") && order.expiresAt > now;

/** Gives pieces of a busted trade back to the book, at the order's old place in time. */
export const giveBack = (order: Order, quantity: number): Order =>
  orderAfter(order, {
    filled: order.filled - quantity,
    remaining: order.remaining + quantity,
    state: "ACTIVE",
    closedSequence: null,
  });

/** Takes pieces of a busted trade away for good. An order of which nothing stands any more ends in `ended`. */
export function forfeit(order: Order, quantity: number, ended: "CANCELLED" | "EXPIRED"): Order {
  const filled = order.filled - quantity;
  const state = order.state === "FILLED" && filled === 0 ? ended : order.state;
  return orderAfter(order, { filled, withdrawn: order.withdrawn + quantity, state });
}

/** What its owner may do with an order now. */
export const availableActions = (order: Order, now: Date): readonly string[] =>
  isOpenAt(order, now) ? ["UPDATE", "CANCEL"] : [];
