import { binaryArray, binaryColumns, column, type Runner } from "@outcry/database";
import { keyOf } from "../domain/command.ts";
import type { MarketKey, Order, Side } from "../domain/order.ts";
import {
  LOCKED_MARKET_COLUMNS,
  type LockedMarket,
  type LockedMarketRow,
  toLockedMarket,
} from "./locked-markets.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./orders.ts";
import { run } from "./statement.ts";

/** What of a book is needed: so many of the best on each side; nothing when it still has a sequence at which it is known. */
export type BookWanted = MarketKey & Readonly<{ bids: number; asks: number; knownAt: number | null }>;

/** Both sides of a book, best first; `null` for one that is as it was known. */
export type LoadedBook = Readonly<{ locked: LockedMarket; resting: Readonly<Record<Side, Order[]>> | null }>;

export type Loaded = Readonly<{
  /** The database's time after the locks were had, in whole milliseconds: the transaction's clock. */
  now: Date;
  /** By key. A market that does not exist is missing. */
  books: ReadonlyMap<string, LoadedBook>;
}>;

// Orders are made with their fields in one order everywhere (see `orderOf` in domain/place.ts), so that to the engine they are
// all of one shape: what reads them by the thousand is compiled for that one.

/** A resting order as an array: what its book does not say already. Instants are milliseconds since 1970. */
type RestingRow = [
  id: string,
  userId: string,
  price: string,
  quantity: number,
  filled: number,
  remaining: number,
  withdrawn: number,
  priority: number,
  placedSequence: number,
  createdAt: number,
  expiresAt: number,
];

const milliseconds = (instant: string): string => `date_part('epoch', ${instant}) * 1000`;

// `nulls last` is how the index of bids is written; without it, the index would not be in this order.
const side = (name: Side, order: string, most: string): string => `
  case when m.sequence <> wanted.known_at then (
    select json_agg(json_build_array(r.id, r.user_id, r.price_minor::text, r.quantity, r.filled, r.remaining, r.withdrawn,
                      r.priority, r.placed_sequence, ${milliseconds("r.created_at")}, ${milliseconds("r.expires_at")}))
      from (select * from offers.book_orders b
             where b.variant_id = wanted.variant_id and b.currency = wanted.currency
               and b.side = '${name}' and b.state = 'ACTIVE' and b.expires_at > clock.now
             order by b.price_minor ${order}, b.priority limit ${most}) r) end`;

const LOAD = `/* load books */
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now)
  select clock.now, ${LOCKED_MARKET_COLUMNS}, m.sequence = wanted.known_at as as_known,
         ${side("BID", "desc nulls last", "wanted.bids")} as bids, ${side("ASK", "asc", "wanted.asks")} as asks
    from clock
    left join unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::bigint[])
      as wanted (variant_id, currency, bids, asks, known_at) on true
    left join offers.markets m on m.variant_id = wanted.variant_id and m.currency = wanted.currency
    left join offers.variants v on v.id = m.variant_id`;

const NAMED = `/* load named orders */
  select ${ORDER_COLUMNS} from offers.book_orders where id = any($1::uuid[])`;

const UNKNOWN = -1;
const WANTED = [
  column("uuid", (it: BookWanted) => it.variantId),
  column("text", (it: BookWanted) => it.currency),
  column("int4", (it: BookWanted) => it.bids),
  column("int4", (it: BookWanted) => it.asks),
  column("int8", (it: BookWanted) => it.knownAt ?? UNKNOWN),
];

type Row = Omit<LockedMarketRow, "variant_id"> & {
  now: Date;
  /** Null in the one row that only tells the time. */
  variant_id: string | null;
  as_known: boolean;
  bids: RestingRow[] | null;
  asks: RestingRow[] | null;
};

const restingIn =
  ({ market }: LockedMarket, of: Side) =>
  ([id, userId, price, quantity, filled, remaining, withdrawn, ...rest]: RestingRow): Order => {
    const [priority, placedSequence, createdAt, expiresAt] = rest;
    return {
      id,
      variantId: market.variantId,
      currency: market.currency,
      side: of,
      userId,
      price: BigInt(price),
      quantity,
      filled,
      remaining,
      withdrawn,
      state: "ACTIVE",
      priority,
      placedSequence,
      closedSequence: null,
      createdAt: new Date(Math.round(createdAt)),
      expiresAt: new Date(Math.round(expiresAt)),
    };
  };

function toBook(row: LockedMarketRow & Row): LoadedBook {
  const locked = toLockedMarket(row);
  if (row.as_known) return { locked, resting: null };
  const orders = (of: Side, rows: RestingRow[] | null) => (rows ?? []).map(restingIn(locked, of));
  return { locked, resting: { BID: orders("BID", row.bids), ASK: orders("ASK", row.asks) } };
}

/**
 * Loads (locked) markets and of their books what the commands can touch, all with one clock. What the caller knows already,
 * because the market's sequence is still the one at which it last saw or left the book, is not loaded again.
 */
export async function loadBooks(on: Runner, wanted: readonly BookWanted[]): Promise<Loaded> {
  const rows = await run<Row>(on, LOAD, binaryColumns(wanted, WANTED));
  const now = rows[0]?.now;
  if (now === undefined) throw new Error("The database told no time.");
  const found = rows.filter((row): row is Row & LockedMarketRow => row.variant_id !== null);
  return { now, books: new Map(found.map(toBook).map((book) => [keyOf(book.locked.market), book])) };
}

/** Orders by id, in whatever state they are; unknown ones are missing. */
export async function namedOrders(on: Runner, ids: readonly string[]): Promise<Order[]> {
  if (ids.length === 0) return [];
  return (await run<OrderRow>(on, NAMED, [binaryArray("uuid", ids)])).map(toOrder);
}
