import type { Tx } from "@outcry/database";
import { isCurrency } from "@outcry/kernel";
import type { Trader } from "../domain/caps.ts";
import { arrayOf, run } from "./statement.ts";

/** Always in the order of what is locked, so that no two batches wait for each other. */
const LOCK = `/* lock traders with caps */
  select pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended('cap of ' || user_id, 0) as lock from unnest($1::uuid[]) as u (user_id)
     order by lock) locks`;

const COUNT = `/* count what traders with caps have open */
  select o.user_id, o.currency, count(*)::int as orders,
         coalesce(sum(o.price_minor * o.remaining) filter (where o.side = 'ASK'), 0)::bigint as asks_minor
    from offers.book_orders o
   where o.user_id = any($1::uuid[]) and o.side in ('BID', 'ASK') and o.state = 'ACTIVE' and o.expires_at > now()
   group by o.user_id, o.currency`;

type CountRow = { user_id: string; currency: string; orders: number; asks_minor: bigint };

const withCounted = (trader: Trader, { currency, orders, asks_minor }: CountRow): Trader => ({
  ...trader,
  openOrders: trader.openOrders + orders,
  openAsks: isCurrency(currency) ? { ...trader.openAsks, [currency]: asks_minor } : trader.openAsks,
});

/**
 * Locks people who have caps for the rest of the transaction, and counts what they have open as of then: nobody else can
 * add to it until it ends. The markets must be locked already. The count is a statement of its own, and so has a snapshot
 * that is younger than the locks.
 */
export async function lockCappedTraders(tx: Tx, capped: readonly Trader[]): Promise<Map<string, Trader>> {
  const users = arrayOf(capped.map(({ userId }) => userId));
  await run(tx, LOCK, [users]);
  const counted = await run<CountRow>(tx, COUNT, [users]);
  const traders = new Map(capped.map((trader) => [trader.userId, trader]));
  for (const row of counted) {
    const trader = traders.get(row.user_id);
    if (trader) traders.set(row.user_id, withCounted(trader, row));
  }
  return traders;
}
