import { binaryArray, binaryColumns, column, type Runner, type Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { Order } from "../domain/order.ts";
import { locksOf } from "./locks.ts";
import { run } from "./statement.ts";

// Whoever is not verified may have so many orders open, and asks worth so much (domain/caps.ts). To count them for each batch
// is the most expensive thing a batch could do, so `placed_totals` keeps what such people ever placed, which only grows: nobody
// can have more open than they had when it was counted and what they placed since. Whoever adds to somebody's open orders
// does so with that row, and so two processes that do it at once find out.

/** Orders of a person in one currency, and what the asks among them are worth in minor units. */
export type Totals = Readonly<{ userId: string; currency: Currency; orders: number; asks: bigint }>;

/** What people have open, and what they had placed by then. */
export type Counted = Readonly<{ open: readonly Totals[]; placed: readonly Totals[] }>;

type OwnerKey = Pick<Totals, "userId" | "currency">;
type Row = { user_id: string; currency: Currency; orders: bigint; asks_minor: bigint };
type CountedRow = Row & { is_begun: boolean; open_orders: bigint; open_asks_minor: bigint };

const toTotals = (row: Row): Totals => ({
  userId: row.user_id,
  currency: row.currency,
  orders: Number(row.orders),
  asks: row.asks_minor,
});

const COUNT = `/* count what traders with caps have open */
  select user_id, currency, sum(orders)::bigint as orders, sum(asks_minor)::bigint as asks_minor,
         sum(open_orders)::bigint as open_orders, sum(open_asks_minor)::bigint as open_asks_minor,
         bool_or(is_begun) as is_begun
    from (
      select user_id, currency, orders, asks_minor, 0 as open_orders, 0 as open_asks_minor, true as is_begun
        from offers.placed_totals where user_id = any($1::uuid[])
      union all
      select o.user_id, o.currency, 0, 0, 1, case o.side when 'ASK' then o.price_minor * o.remaining else 0 end, false
        from offers.book_orders o
       where o.user_id = any($1::uuid[]) and o.side in ('BID', 'ASK') and o.state = 'ACTIVE' and o.expires_at > now()
    ) as totals group by user_id, currency`;

/** Counts what people have open: of each some hundred rows. */
export async function countOpen(on: Runner, userIds: readonly string[]): Promise<Counted> {
  if (userIds.length === 0) return { open: [], placed: [] };
  const rows = await run<CountedRow>(on, COUNT, [binaryArray("uuid", userIds)]);
  return {
    placed: rows.filter((row) => row.is_begun).map(toTotals),
    open: rows.map((row) => ({
      ...toTotals(row),
      orders: Number(row.open_orders),
      asks: row.open_asks_minor,
    })),
  };
}

const LOCK = `/* lock traders with caps */
  select pg_advisory_xact_lock(lock) from (${locksOf("cap of", "user_id", "unnest($1::uuid[]) as wanted (user_id)")}) locks`;

const OWNERS = [column("uuid", (it: OwnerKey) => it.userId), column("text", (it: OwnerKey) => it.currency)];
const BEGIN = `/* begin to keep what traders with caps place */
  insert into offers.placed_totals (user_id, currency, orders, asks_minor)
  select user_id, currency, 0, 0 from unnest($1::uuid[], $2::text[]) as begun (user_id, currency)
  on conflict do nothing`;

/**
 * Locks people who have caps for the rest of the transaction, and counts what they have open as of then: nobody else can
 * add to it until it ends. The markets must be locked already. The count is a statement of its own, and so has a snapshot
 * that is younger than the locks. `adding` is who will add in which currency: each has a row to add to afterwards.
 */
export async function lockAndCount(tx: Tx, adding: readonly OwnerKey[]): Promise<Counted> {
  const userIds = [...new Set(adding.map(({ userId }) => userId))];
  await run(tx, LOCK, [binaryArray("uuid", userIds)]);
  await run(tx, BEGIN, binaryColumns(adding, OWNERS));
  return countOpen(tx, userIds);
}

const RETURNED = `/* an order that returns to its book */
  update offers.placed_totals set orders = orders + 1, asks_minor = asks_minor + $3 where user_id = $1 and currency = $2`;

/** Adds an order that others put back into its book to what its owner placed. */
export async function addReturned(
  tx: Tx,
  { userId, currency, side, price, remaining }: Order,
): Promise<void> {
  const asks = side === "ASK" ? price * BigInt(remaining) : 0n;
  await run(tx, RETURNED, [userId, currency, asks]);
}
