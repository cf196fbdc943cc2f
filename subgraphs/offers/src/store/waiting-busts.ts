import type { Database, Tx } from "@outcry/database";
import type { MarketKey } from "../domain/order.ts";
import { run } from "./statement.ts";

export type Default = Readonly<{ tradeId: string; defaultedBy: "BUYER" | "SELLER"; reason: string }>;

const KEEP = `/* let a bust wait */
  insert into offers.waiting_busts (trade_id, variant_id, currency, defaulted_by, reason, heard_at)
  values ($1, $2, $3, $4, $5, clock_timestamp()) on conflict do nothing`;

/** Keeps a bust of a halted market until that goes on. Keeping it twice keeps it once. */
export async function letBustWait(
  tx: Tx,
  { variantId, currency }: MarketKey,
  { tradeId, defaultedBy, reason }: Default,
): Promise<void> {
  await run(tx, KEEP, [tradeId, variantId, currency, defaultedBy, reason]);
}

const DUE = `/* busts that waited */
  select w.trade_id, w.defaulted_by, w.reason from offers.waiting_busts w
    join offers.markets m on m.variant_id = w.variant_id and m.currency = w.currency and not m.halted
   order by w.heard_at, w.trade_id limit $1`;

/** Busts that waited for markets which go on now, in the order in which they were heard of. */
export async function bustsDue(database: Database, limit: number): Promise<Default[]> {
  type Row = { trade_id: string; defaulted_by: Default["defaultedBy"]; reason: string };
  const rows = await run<Row>(database, DUE, [limit]);
  return rows.map((row) => ({ tradeId: row.trade_id, defaultedBy: row.defaulted_by, reason: row.reason }));
}

const FORGET = `/* forget a bust that waited */ delete from offers.waiting_busts where trade_id = $1`;

/** It is done: in the transaction that did it. */
export async function forgetWaitingBust(tx: Tx, tradeId: string): Promise<void> {
  await run(tx, FORGET, [tradeId]);
}
