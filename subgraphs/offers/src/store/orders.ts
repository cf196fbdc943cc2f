import type { Currency } from "@outcry/kernel";
import type { Order, OrderState, Side } from "../domain/order.ts";

/** Columns of an order in the order in which every statement of ours lists them. */
export const ORDER_COLUMNS = `id, side, variant_id, currency, user_id, price_minor, quantity, filled, remaining,
  withdrawn, state, priority, placed_sequence, closed_sequence, created_at, expires_at`;

export type OrderRow = {
  id: string;
  side: Side;
  variant_id: string;
  currency: Currency;
  user_id: string;
  price_minor: bigint;
  quantity: number;
  filled: number;
  remaining: number;
  withdrawn: number;
  state: OrderState;
  priority: bigint;
  placed_sequence: bigint;
  closed_sequence: bigint | null;
  created_at: Date;
  expires_at: Date;
};

export const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  variantId: row.variant_id,
  currency: row.currency,
  side: row.side,
  userId: row.user_id,
  price: row.price_minor,
  quantity: row.quantity,
  filled: row.filled,
  remaining: row.remaining,
  withdrawn: row.withdrawn,
  state: row.state,
  priority: Number(row.priority),
  placedSequence: Number(row.placed_sequence),
  closedSequence: row.closed_sequence === null ? null : Number(row.closed_sequence),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
