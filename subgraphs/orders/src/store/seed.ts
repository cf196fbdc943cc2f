import { type Database, type Tx, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { sql } from "drizzle-orm";
import type { Address } from "../domain/address.ts";
import type { HistoricalOrder } from "../domain/historical-order.ts";
import { defaultAddresses, orderEvents, orderLines, orders, shipments } from "../tables/index.ts";

/** Orders in one transaction: some thousand rows with their histories. */
export const ORDERS_PER_SEEDING_MAX = 500;

/** Records orders of the past with all that happened to them. Those that are there already are passed over. */
export async function seedOrders(database: Database, past: readonly HistoricalOrder[]): Promise<void> {
  await withTransaction(database, async (tx) => {
    const inserted = await insertOrders(tx, past);
    await insertParts(
      tx,
      past.filter(({ id }) => inserted.has(id)),
    );
  });
}

async function insertOrders(tx: Tx, past: readonly HistoricalOrder[]): Promise<Set<string>> {
  const rows = past.map(({ trade, subtotal, fees, history, ...order }) => ({
    ...order,
    shipping: order.shipping.minor.toString(),
    tradeId: trade.tradeId,
    buyerId: trade.buyerId,
    sellerId: trade.sellerId,
    categorySlug: trade.categorySlug,
    createdAt: trade.executedAt,
    currency: subtotal.currency,
    subtotal: subtotal.minor.toString(),
    transactionFee: fees?.transactionFee.minor.toString(),
    processingFee: fees?.processingFee.minor.toString(),
    payout: fees?.payout.minor.toString(),
    eventCount: history.length,
  }));
  const inserted = await tx.execute<{ id: string }>(sql`
    insert into ${orders} (id, number, trade_id, state, buyer_id, seller_id, currency, subtotal_minor, shipping_minor,
      total_minor, transaction_fee_minor, processing_fee_minor, payout_minor, category_slug, authentication_required,
      shipping_address, confirmed_at, ship_by, event_count, created_at, updated_at)
    select id, number, "tradeId", 'COMPLETED', "buyerId", "sellerId", currency, subtotal, shipping,
      subtotal + shipping, "transactionFee", "processingFee", payout, "categorySlug", false,
      nullif(address, 'null'::jsonb), "confirmedAt", "shipBy", "eventCount", "createdAt", "completedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, number text, "tradeId" uuid, "buyerId" uuid,
      "sellerId" uuid, currency text, subtotal bigint, shipping bigint, "transactionFee" bigint, "processingFee" bigint,
      payout bigint, "categorySlug" text, address jsonb, "confirmedAt" timestamptz, "shipBy" timestamptz,
      "eventCount" int, "createdAt" timestamptz, "completedAt" timestamptz)
    on conflict do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

async function insertParts(tx: Tx, past: readonly HistoricalOrder[]): Promise<void> {
  if (past.length === 0) return;
  const rows = past.map(({ id, trade, parcel, shippedAt, deliveredAt, history }) => ({
    orderId: id,
    lineId: newId(),
    shipmentId: newId(),
    variantId: trade.variantId,
    quantity: trade.quantity,
    unitPrice: trade.price.minor.toString(),
    currency: trade.price.currency,
    ...parcel,
    shippedAt,
    deliveredAt,
    history: history.map((event, index) => ({ ...event, id: newId(), number: index + 1 })),
  }));
  await tx.execute(sql`
    with past as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row ("orderId" uuid, "lineId" uuid,
        "shipmentId" uuid, "variantId" uuid, quantity int, "unitPrice" bigint, currency text, carrier text,
        "trackingNumber" text, "shippedAt" timestamptz, "deliveredAt" timestamptz, history jsonb)
    ), lines as (
      insert into ${orderLines} (id, order_id, number, variant_id, quantity, unit_price_minor, currency)
      select "lineId", "orderId", 1, "variantId", quantity, "unitPrice", currency from past
    ), parcels as (
      insert into ${shipments} (id, order_id, leg, carrier, tracking_number, shipped_at, delivered_at)
      select "shipmentId", "orderId", 'TO_BUYER', carrier, "trackingNumber", "shippedAt", "deliveredAt" from past
    )
    insert into ${orderEvents} (id, order_id, number, type, from_state, to_state, message, occurred_at)
    select event.id, past."orderId", event.number, event."to", event."from", event."to", event.message, event.at
    from past, jsonb_to_recordset(past.history)
      as event (id uuid, number int, "from" text, "to" text, message text, at timestamptz)`);
}

/** Copies people's default addresses; one that was announced meanwhile is newer, and stays. */
export async function seedAddresses(
  { db }: Database,
  people: readonly { userId: string; address: Address }[],
): Promise<void> {
  if (people.length === 0) return;
  await db
    .insert(defaultAddresses)
    .values(people.map(({ userId, address }) => ({ userId, address })))
    .onConflictDoNothing();
}

/** Lets the planner know what it has now, without waiting for the server to notice. */
export async function analyzeSeeded({ db }: Database): Promise<void> {
  await db.execute(sql`analyze ${orders}, ${orderLines}, ${orderEvents}, ${shipments}`);
}
