import { column, parametersOf, runPrepared, sentRows, type Tx } from "@outcry/database";
import { invariant, newId } from "@outcry/kernel";
import type { RawRow } from "@outcry/outbox";
import type { Address } from "../domain/address.ts";
import type { OrderState } from "../domain/lifecycle.ts";
import type { Cancellation, Order, SellerFees } from "../domain/order.ts";
import { toOrderFromRaw } from "./order-rows.ts";

/** One thing that happens to an order: what is written into its history, and what changes with it. */
export type Happening = Readonly<{
  type: string;
  to: OrderState;
  message: string;
  data?: Record<string, unknown>;
  /** What is not named stays as it is. */
  changes?: Readonly<{
    shippingAddress?: Address;
    confirmedAt?: Date;
    shipBy?: Date;
    fees?: SellerFees;
    cancellation?: Cancellation;
  }>;
}>;

/** A happening, and the (locked) order that it happens to. */
export type Happened = Readonly<{ order: Order; happening: Happening }>;

const json = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

const COLUMNS = {
  id: column("uuid", () => newId()),
  order_id: column("uuid", ({ order }: Happened) => order.id),
  number: column("int4", ({ order }: Happened) => order.eventCount + 1),
  type: column("text", ({ happening }: Happened) => happening.type),
  from_state: column("text", ({ order }: Happened) => order.state),
  to_state: column("text", ({ happening }: Happened) => happening.to),
  message: column("text", ({ happening }: Happened) => happening.message),
  data: column("text", ({ happening }: Happened) => json(happening.data)),
  shipping_address: column("text", ({ happening }: Happened) => json(happening.changes?.shippingAddress)),
  confirmed_at: column("timestamptz", ({ happening }: Happened) => happening.changes?.confirmedAt ?? null),
  ship_by: column("timestamptz", ({ happening }: Happened) => happening.changes?.shipBy ?? null),
  transaction_fee_minor: column(
    "int8",
    ({ happening }: Happened) => happening.changes?.fees?.transactionFee.minor ?? null,
  ),
  processing_fee_minor: column(
    "int8",
    ({ happening }: Happened) => happening.changes?.fees?.processingFee.minor ?? null,
  ),
  payout_minor: column("int8", ({ happening }: Happened) => happening.changes?.fees?.payout.minor ?? null),
  cancellation_reason: column(
    "text",
    ({ happening }: Happened) => happening.changes?.cancellation?.reason ?? null,
  ),
  defaulted_by: column(
    "text",
    ({ happening }: Happened) => happening.changes?.cancellation?.defaultedBy ?? null,
  ),
  cancellation_sentence: column(
    "text",
    ({ happening }: Happened) => happening.changes?.cancellation?.sentence ?? null,
  ),
  cancellation_detail: column(
    "text",
    ({ happening }: Happened) => happening.changes?.cancellation?.detail ?? null,
  ),
};
const { happening } = sentRows({ happening: COLUMNS }, 2);

const RECORD = `/* record happenings */
  with happening as materialized (${happening.rows}), told as (
    insert into orders.order_events (id, order_id, number, type, from_state, to_state, message, data, occurred_at)
    select h.id, h.order_id, h.number, h.type, h.from_state, h.to_state, h.message, h.data::jsonb,
      -- A clock that was set back must not turn history around.
      greatest($1::timestamptz, (select max(occurred_at) from orders.order_events e where e.order_id = h.order_id))
    from happening h
  )
  update orders.orders o set state = h.to_state, event_count = h.number, updated_at = $1::timestamptz,
    shipping_address = coalesce(h.shipping_address::jsonb, o.shipping_address),
    confirmed_at = coalesce(h.confirmed_at, o.confirmed_at), ship_by = coalesce(h.ship_by, o.ship_by),
    transaction_fee_minor = coalesce(h.transaction_fee_minor, o.transaction_fee_minor),
    processing_fee_minor = coalesce(h.processing_fee_minor, o.processing_fee_minor),
    payout_minor = coalesce(h.payout_minor, o.payout_minor),
    cancellation_reason = coalesce(h.cancellation_reason, o.cancellation_reason),
    defaulted_by = coalesce(h.defaulted_by, o.defaulted_by),
    cancellation_sentence = coalesce(h.cancellation_sentence, o.cancellation_sentence),
    cancellation_detail = coalesce(h.cancellation_detail, o.cancellation_detail)
  from happening h where o.id = h.order_id
  returning o.*`;

/**
 * Writes down what happens to orders, one thing to each, in one statement however many. The orders must be locked by this
 * transaction. Returns them as they now stand, in the order given.
 */
export async function recordHappenings(tx: Tx, happened: readonly Happened[], now: Date): Promise<Order[]> {
  if (happened.length === 0) return [];
  const rows = await runPrepared<RawRow & { id: string }>(tx, RECORD, [
    now,
    ...parametersOf(happened, COLUMNS),
  ]);
  const moved = new Map(rows.map((row) => [row.id, toOrderFromRaw(row)]));
  return happened.map(({ order }) => {
    const after = moved.get(order.id);
    invariant(after, `Order ${order.id} is locked, and there.`);
    return after;
  });
}

/** As `recordHappenings`, for one. */
export async function recordHappening(tx: Tx, order: Order, happening: Happening, now: Date): Promise<Order> {
  const [moved] = await recordHappenings(tx, [{ order, happening }], now);
  invariant(moved, "What happened to one order is told of one.");
  return moved;
}
