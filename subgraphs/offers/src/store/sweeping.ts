import type { Database, Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./orders.ts";
import { columnsOf, run } from "./statement.ts";

const DUE = `/* markets to sweep */
  select variant_id, currency from offers.markets where next_expiry_at <= now() order by next_expiry_at limit $1`;

/** Markets in which an order's time may be over, those longest due first. */
export async function marketsDue(database: Database, limit: number): Promise<MarketKey[]> {
  const rows = await run<{ variant_id: string; currency: Currency }>(database, DUE, [limit]);
  return rows.map((row) => ({ variantId: row.variant_id, currency: row.currency }));
}

const OVER = `/* orders whose time is over */
  select o.* from unnest($1::uuid[], $2::text[]) as m (variant_id, currency), lateral (
    select ${ORDER_COLUMNS} from offers.book_orders b
     where b.variant_id = m.variant_id and b.currency = m.currency and b.state = 'ACTIVE' and b.expires_at <= $3
     order by b.expires_at limit $4) o`;

/** Orders of (locked) markets whose time was over at `now`, at most `perMarket` of each. */
export async function ordersOver(
  tx: Tx,
  keys: readonly MarketKey[],
  now: Date,
  perMarket: number,
): Promise<Order[]> {
  const columns = columnsOf(keys, [(key) => key.variantId, (key) => key.currency]);
  return (await run<OrderRow>(tx, OVER, [...columns, now, perMarket])).map(toOrder);
}

const NEXT = `/* when the next order expires */
  select m.variant_id, m.currency, (
    select min(expires_at) from offers.book_orders b
     where b.variant_id = m.variant_id and b.currency = m.currency and b.state = 'ACTIVE' and b.expires_at > $3) as next
  from unnest($1::uuid[], $2::text[]) as m (variant_id, currency)`;

/** By market, when the next of the orders that rest at `now` expires; null when none rests. */
export async function nextExpiries(
  tx: Tx,
  keys: readonly MarketKey[],
  now: Date,
): Promise<Map<string, Date | null>> {
  const columns = columnsOf(keys, [(key) => key.variantId, (key) => key.currency]);
  const rows = await run<{ variant_id: string; currency: Currency; next: Date | null }>(tx, NEXT, [
    ...columns,
    now,
  ]);
  return new Map(rows.map((row) => [keyOf({ variantId: row.variant_id, currency: row.currency }), row.next]));
}
