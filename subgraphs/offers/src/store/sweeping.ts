import type { Database, Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { type OrderRow, toOrder } from "./orders.ts";
import { columnsOf, run } from "./statement.ts";

/** A market in which an order's time may be over, and of how many it is, as far as they were counted. */
export type DueMarket = MarketKey & Readonly<{ over: number }>;

const DUE = `/* markets to sweep */
  select m.variant_id, m.currency, (
    select count(*)::int from (
      select 1 from offers.book_orders b
       where b.variant_id = m.variant_id and b.currency = m.currency and b.state = 'ACTIVE' and b.expires_at <= now()
       limit $2) counted) as over
    from (select variant_id, currency from offers.markets
           where next_expiry_at <= now() order by next_expiry_at limit $1) m`;

/** Markets to sweep, those longest due first; of each at most `ordersMax` orders are counted. */
export async function marketsDue(
  database: Database,
  { marketsMax, ordersMax }: { marketsMax: number; ordersMax: number },
): Promise<DueMarket[]> {
  type Row = { variant_id: string; currency: Currency; over: number };
  const rows = await run<Row>(database, DUE, [marketsMax, ordersMax]);
  return rows.map((row) => ({ variantId: row.variant_id, currency: row.currency, over: row.over }));
}

/** What sweeping (locked) markets needs to know, all of it as of `now`. */
export type Sweepable = Readonly<{
  now: Date;
  /** Orders whose time is over. */
  over: readonly Order[];
  /** The best order of each side that still rests. */
  best: readonly Order[];
  /** By market, when the next of the orders that rest expires; null when none rests. */
  nextExpiries: ReadonlyMap<string, Date | null>;
}>;

const OF_MARKET = "b.variant_id = wanted.variant_id and b.currency = wanted.currency and b.state = 'ACTIVE'";
const resting = (side: "BID" | "ASK", direction: string) => `
  select 'BEST', null, best.* from clock, wanted, lateral (
    select * from offers.book_orders b
     where ${OF_MARKET} and b.side = '${side}' and b.expires_at > clock.now
     order by b.price_minor ${direction}, b.priority limit 1) best`;

// One statement, so one clock and one round trip: whoever trades in these markets waits for it.
const SWEEPABLE = `/* books to sweep */
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now),
  wanted as (select * from unnest($1::uuid[], $2::text[]) as w (variant_id, currency))
  select 'CLOCK' as role, clock.now, (null::offers.book_orders).* from clock
  union all
  select 'OVER', null, o.* from clock, wanted, lateral (
    select * from offers.book_orders b
     where ${OF_MARKET} and b.expires_at <= clock.now order by b.expires_at limit $3) o
  union all
  select 'NEXT', null, o.* from clock, wanted, lateral (
    select * from offers.book_orders b
     where ${OF_MARKET} and b.expires_at > clock.now order by b.expires_at limit 1) o
  union all ${resting("BID", "desc nulls last")}
  union all ${resting("ASK", "asc")}`;

/** Reads (locked) markets, at most `perMarket` orders of each whose time is over. */
export async function readSweepable(
  tx: Tx,
  keys: readonly MarketKey[],
  perMarket: number,
): Promise<Sweepable> {
  type Row = OrderRow & { role: "CLOCK" | "OVER" | "NEXT" | "BEST"; now: Date };
  const columns = columnsOf(keys, [(key) => key.variantId, (key) => key.currency]);
  const rows = await run<Row>(tx, SWEEPABLE, [...columns, perMarket]);
  const clock = rows.find(({ role }) => role === "CLOCK");
  if (clock === undefined) throw new Error("The database told no time.");
  const ordersAs = (wanted: Row["role"]) => rows.filter(({ role }) => role === wanted).map(toOrder);
  const next = ordersAs("NEXT").map((order): [string, Date] => [keyOf(order), order.expiresAt]);
  return {
    now: clock.now,
    over: ordersAs("OVER"),
    best: ordersAs("BEST"),
    nextExpiries: new Map([...keys.map((key): [string, null] => [keyOf(key), null]), ...next]),
  };
}
