import type { Tx } from "@outcry/database";
import type { MarketKey, Order } from "../domain/order.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./orders.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

/** What of a book is needed: so many of the best on each side. */
export type BookWanted = MarketKey & Readonly<{ bids: number; asks: number }>;
export type LoadedBooks = Readonly<{
  /** The database's time after the locks were had, in whole milliseconds: the transaction's clock. */
  now: Date;
  /** What rests, best first within each market and side. */
  resting: readonly Order[];
  /** The orders that were asked for by id, in whatever state they are. */
  named: readonly Order[];
}>;

const columns = (alias: string) => ORDER_COLUMNS.replace(/\w+(?=,|$)/g, (column) => `${alias}.${column}`);

const LOAD = `/* load books */
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now),
  wanted as (
    select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) as w (variant_id, currency, bids, asks)
  ),
  found as (
    select 'RESTING' as role, ${columns("bid")} from clock, wanted, lateral (
      select ${ORDER_COLUMNS} from offers.book_orders b
       where b.variant_id = wanted.variant_id and b.currency = wanted.currency
         and b.side = 'BID' and b.state = 'ACTIVE' and b.expires_at > clock.now
       order by b.price_minor desc, b.priority limit wanted.bids) bid
    union all
    select 'RESTING', ${columns("ask")} from clock, wanted, lateral (
      select ${ORDER_COLUMNS} from offers.book_orders a
       where a.variant_id = wanted.variant_id and a.currency = wanted.currency
         and a.side = 'ASK' and a.state = 'ACTIVE' and a.expires_at > clock.now
       order by a.price_minor, a.priority limit wanted.asks) ask
    union all
    select 'NAMED', ${columns("o")} from offers.book_orders o where o.id = any($5::uuid[])
  )
  select clock.now, found.* from clock left join found on true`;

type Row = OrderRow & { now: Date; role: "RESTING" | "NAMED" | null };

/** Loads of the (locked) books what the commands can touch, and the orders they name. One statement, one clock. */
export async function loadBooks(
  tx: Tx,
  wanted: readonly BookWanted[],
  orderIds: readonly string[],
): Promise<LoadedBooks> {
  const rows = await run<Row>(tx, LOAD, [
    ...columnsOf(wanted, [
      (book) => book.variantId,
      (book) => book.currency,
      (book) => book.bids,
      (book) => book.asks,
    ]),
    arrayOf(orderIds),
  ]);
  const [first] = rows;
  if (first === undefined) throw new Error("The database told no time.");
  return {
    now: first.now,
    resting: rows.filter(({ role }) => role === "RESTING").map(toOrder),
    named: rows.filter(({ role }) => role === "NAMED").map(toOrder),
  };
}
