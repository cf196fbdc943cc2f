import { binaryColumns, column, type Tx } from "@outcry/database";
import { invariant, newId } from "@outcry/kernel";
import { type RawRow, runPrepared } from "@outcry/outbox";
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

const RECORD = `/* record happenings */
  with happening as materialized (
    select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[], $16::text[],
      $17::text[], $18::text[])
      as h (id, order_id, number, type, from_state, to_state, message, data, shipping_address, confirmed_at, ship_by,
        transaction_fee_minor, processing_fee_minor, payout_minor, cancellation_reason, defaulted_by, cancellation_sentence,
        cancellation_detail)
  ), told as (
    insert into orders.order_events (id, order_id, number, type, from_state, to_state, message, data, occurred_at)
    select h.id, h.order_id, h.number, h.type, h.from_state, h.to_state, h.message, h.data::jsonb,
      -- A clock that was set back must not turn history around.
      greatest($19::timestamptz, (select max(occurred_at) from orders.order_events e where e.order_id = h.order_id))
    from happening h
  )
  update orders.orders o set state = h.to_state, event_count = h.number, updated_at = $19::timestamptz,
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

const json = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

const COLUMNS = [
  column("uuid", () => newId()),
  column("uuid", ({ order }: Happened) => order.id),
  column("int4", ({ order }: Happened) => order.eventCount + 1),
  column("text", ({ happening }: Happened) => happening.type),
  column("text", ({ order }: Happened) => order.state),
  column("text", ({ happening }: Happened) => happening.to),
  column("text", ({ happening }: Happened) => happening.message),
  column("text", ({ happening }: Happened) => json(happening.data)),
  column("text", ({ happening }: Happened) => json(happening.changes?.shippingAddress)),
  column("timestamptz", ({ happening }: Happened) => happening.changes?.confirmedAt ?? null),
  column("timestamptz", ({ happening }: Happened) => happening.changes?.shipBy ?? null),
  column("int8", ({ happening }: Happened) => happening.changes?.fees?.transactionFee.minor ?? null),
  column("int8", ({ happening }: Happened) => happening.changes?.fees?.processingFee.minor ?? null),
  column("int8", ({ happening }: Happened) => happening.changes?.fees?.payout.minor ?? null),
  column("text", ({ happening }: Happened) => happening.changes?.cancellation?.reason ?? null),
  column("text", ({ happening }: Happened) => happening.changes?.cancellation?.defaultedBy ?? null),
  column("text", ({ happening }: Happened) => happening.changes?.cancellation?.sentence ?? null),
  column("text", ({ happening }: Happened) => happening.changes?.cancellation?.detail ?? null),
];

/**
 * Writes down what happens to orders, one thing to each, in one statement however many. The orders must be locked by this
 * transaction. Returns them as they now stand, in the order given.
 */
export async function recordHappenings(tx: Tx, happened: readonly Happened[], now: Date): Promise<Order[]> {
  if (happened.length === 0) return [];
  const rows = await runPrepared<RawRow & { id: string }>(tx, RECORD, [
    ...binaryColumns(happened, COLUMNS),
    now,
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
