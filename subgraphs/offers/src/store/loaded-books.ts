import type { Tx } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { ANSWERS, type FactsRow, type FirstAnswer, type KeyUse, readTraders, TRADERS } from "./facts.ts";
import { type OrderRow, toOrder } from "./orders.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

/** What of a book is needed: so many of the best on each side. */
export type BookWanted = MarketKey & Readonly<{ bids: number; asks: number }>;

export type Wanted = Readonly<{
  books: readonly BookWanted[];
  /** Orders that commands name. */
  orderIds: readonly string[];
  /** People who want to trade. */
  userIds: readonly string[];
  /** Keys that may have been answered before. */
  keys: readonly KeyUse[];
}>;

export type Loaded = Readonly<{
  /** The database's time after the locks were had, in whole milliseconds: the transaction's clock. */
  now: Date;
  /** What rests, best first within each market and side. */
  resting: readonly Order[];
  /** The orders that were asked for by id, in whatever state they are. */
  named: readonly Order[];
  traders: ReadonlyMap<string, Trader>;
  answers: readonly FirstAnswer[];
}>;

// `nulls last` is how the index of bids is written; without it, the index would not be in this order.
const LOAD = `/* load books and facts */
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now),
  wanted as (
    select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) as w (variant_id, currency, bids, asks)
  )
  select 'FACTS' as role, clock.now, (${TRADERS("$6")}) as traders, (${ANSWERS("$7", "$8", "$9")}) as answers,
         (null::offers.book_orders).*
    from clock
  union all
  select 'RESTING', null, null, null, bid.* from clock, wanted, lateral (
    select * from offers.book_orders b
     where b.variant_id = wanted.variant_id and b.currency = wanted.currency
       and b.side = 'BID' and b.state = 'ACTIVE' and b.expires_at > clock.now
     order by b.price_minor desc nulls last, b.priority limit wanted.bids) bid
  union all
  select 'RESTING', null, null, null, ask.* from clock, wanted, lateral (
    select * from offers.book_orders a
     where a.variant_id = wanted.variant_id and a.currency = wanted.currency
       and a.side = 'ASK' and a.state = 'ACTIVE' and a.expires_at > clock.now
     order by a.price_minor, a.priority limit wanted.asks) ask
  union all
  select 'NAMED', null, null, null, o.* from offers.book_orders o where o.id = any($5::uuid[])`;

type Row = OrderRow & FactsRow & { role: "FACTS" | "RESTING" | "NAMED"; now: Date };

/**
 * Loads what deciding needs, with one statement and so one clock: of the (locked) books what the commands can touch, the
 * orders they name, who trades, and which keys were answered before.
 */
export async function loadBooks(tx: Tx, wanted: Wanted): Promise<Loaded> {
  const rows = await run<Row>(tx, LOAD, [
    ...columnsOf(wanted.books, [
      (book) => book.variantId,
      (book) => book.currency,
      (book) => book.bids,
      (book) => book.asks,
    ]),
    arrayOf(wanted.orderIds),
    arrayOf(wanted.userIds),
    ...columnsOf(wanted.keys, [(use) => use.userId, (use) => use.mutation, (use) => use.key]),
  ]);
  const facts = rows.find(({ role }) => role === "FACTS");
  if (facts === undefined) throw new Error("The database told no time.");
  return {
    now: facts.now,
    resting: rows.filter(({ role }) => role === "RESTING").map(toOrder),
    named: rows.filter(({ role }) => role === "NAMED").map(toOrder),
    traders: readTraders(facts.traders),
    answers: facts.answers,
  };
}
