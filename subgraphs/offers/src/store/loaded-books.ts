import type { Tx } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import type { MarketKey, Order, Side } from "../domain/order.ts";
import {
  ANSWER_FACTS,
  ANSWERS,
  type FirstAnswer,
  type KeyUse,
  TRADERS,
  type TraderRow,
  toTrader,
} from "./facts.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./orders.ts";
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
  /** Open orders are not counted here: see `lockCappedTraders`. */
  traders: ReadonlyMap<string, Trader>;
  answers: readonly FirstAnswer[];
}>;

/** What of a resting order its book does not say already. */
const RESTING = `id, user_id, price_minor, quantity, filled, remaining, withdrawn, priority, placed_sequence, created_at,
    expires_at, null::boolean, null::boolean, null::jsonb`;

// `nulls last` is how the index of bids is written; without it, the index would not be in this order.
const LOAD = `/* load books and facts */
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now),
  wanted as (
    select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[])
      with ordinality as w (variant_id, currency, bids, asks, place)
  )
  select 'CLOCK' as role, null::bigint as place, null::uuid as id, null::uuid as user_id, null::bigint as price_minor,
         null::int as quantity, null::int as filled, null::int as remaining, null::int as withdrawn,
         null::bigint as priority, null::bigint as placed_sequence, clock.now as created_at, null::timestamptz as until,
         null::boolean as has_payment_method, null::boolean as verified, null::jsonb as facts
    from clock
  union all
  select 'BID', wanted.place, bid.* from clock, wanted, lateral (
    select ${RESTING} from offers.book_orders b
     where b.variant_id = wanted.variant_id and b.currency = wanted.currency
       and b.side = 'BID' and b.state = 'ACTIVE' and b.expires_at > clock.now
     order by b.price_minor desc nulls last, b.priority limit wanted.bids) bid
  union all
  select 'ASK', wanted.place, ask.* from clock, wanted, lateral (
    select ${RESTING} from offers.book_orders a
     where a.variant_id = wanted.variant_id and a.currency = wanted.currency
       and a.side = 'ASK' and a.state = 'ACTIVE' and a.expires_at > clock.now
     order by a.price_minor, a.priority limit wanted.asks) ask
  union all
  select 'TRADER', null, null, wanted.user_id, null, null, null, null, null, null, null, null, t.selling_suspended_until,
         coalesce(t.has_payment_method, false), coalesce(t.verified, false), null ${TRADERS("$5")}
  union all
  select 'ANSWER', null, null, null, null, null, null, null, null, null, null, null, null, null, null, ${ANSWER_FACTS}
    ${ANSWERS("$6", "$7", "$8")}`;

const NAMED = `/* load named orders */
  select ${ORDER_COLUMNS} from offers.book_orders where id = any($1::uuid[])`;

type RestingRow = Omit<
  OrderRow,
  "side" | "variant_id" | "currency" | "state" | "closed_sequence" | "expires_at"
> & { until: Date };
type Row =
  | { role: "CLOCK"; created_at: Date }
  | (RestingRow & { role: Side; place: bigint })
  | (TraderRow & { role: "TRADER" })
  | { role: "ANSWER"; facts: FirstAnswer };

const restingIn = (book: BookWanted, side: Side, row: RestingRow): Order =>
  toOrder({
    ...row,
    expires_at: row.until,
    ...{ side, variant_id: book.variantId, currency: book.currency, state: "ACTIVE", closed_sequence: null },
  });

/** What the rows say, by what they are. */
function sorted(rows: readonly Row[], books: readonly BookWanted[]): Omit<Loaded, "named"> {
  let now: Date | undefined;
  const resting: Order[] = [];
  const traders = new Map<string, Trader>();
  const answers: FirstAnswer[] = [];
  for (const row of rows) {
    if (row.role === "CLOCK") now = row.created_at;
    else if (row.role === "TRADER") traders.set(row.user_id, toTrader(row));
    else if (row.role === "ANSWER") answers.push(row.facts);
    else {
      const book = books[Number(row.place) - 1];
      if (book) resting.push(restingIn(book, row.role, row));
    }
  }
  if (now === undefined) throw new Error("The database told no time.");
  return { now, resting, traders, answers };
}

/**
 * Loads what deciding needs, with one clock: of the (locked) books what the commands can touch, the orders they name,
 * who trades, and which keys were answered before.
 */
export async function loadBooks(tx: Tx, wanted: Wanted): Promise<Loaded> {
  const rows = await run<Row>(tx, LOAD, [
    ...columnsOf(wanted.books, [
      (book) => book.variantId,
      (book) => book.currency,
      (book) => book.bids,
      (book) => book.asks,
    ]),
    arrayOf(wanted.userIds),
    ...columnsOf(wanted.keys, [(use) => use.userId, (use) => use.mutation, (use) => use.key]),
  ]);
  const named =
    wanted.orderIds.length === 0 ? [] : await run<OrderRow>(tx, NAMED, [arrayOf(wanted.orderIds)]);
  return { ...sorted(rows, wanted.books), named: named.map(toOrder) };
}
