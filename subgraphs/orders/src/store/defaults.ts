import type { Database, Tx } from "@outcry/database";
import { sql } from "drizzle-orm";
import {
  COUNTS_FOR_DAYS,
  countsSince,
  type Mark,
  suspendedUntil,
  type TradingRecord,
} from "../domain/defaults.ts";
import { defaults } from "../tables/index.ts";

/** How somebody stands after a default: how many count on this side, and until when it suspends them. */
export type Marked = Readonly<{ count: number; suspendedUntil: Date | null }>;

/**
 * Writes a default down and counts it with those before; null when it is written down already. A person's defaults are
 * counted one after the other, whoever counts them, so that of two at once the second knows of the first.
 */
export async function recordDefault(tx: Tx, orderId: string, mark: Mark, now: Date): Promise<Marked | null> {
  const { userId, role, reason } = mark;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`default of ${userId}`}, 0))`);
  const since = countsSince(now).toISOString();
  const [before] = await tx.execute<{ count: number; known: boolean }>(sql`
    select count(*) filter (where role = ${role} and at > ${since}::timestamptz)::int as count,
           coalesce(bool_or(order_id = ${orderId}::uuid), false) as known
    from ${defaults} where user_id = ${userId}::uuid`);
  if (before?.known) return null;
  const count = (before?.count ?? 0) + 1;
  const until = suspendedUntil(role, count, now);
  await tx.insert(defaults).values({ orderId, userId, role, reason, at: now, suspendedUntil: until });
  return { count, suspendedUntil: until };
}

/** What of somebody's defaults counts now. */
export async function tradingRecordOf({ db }: Database, userId: string): Promise<TradingRecord> {
  const counts = sql`at > now() - make_interval(days => ${COUNTS_FOR_DAYS})`;
  const [row] = await db.execute<{ as_buyer: number; as_seller: number; until: Date | string | null }>(sql`
    select count(*) filter (where role = 'BUYER' and ${counts})::int as as_buyer,
           count(*) filter (where role = 'SELLER' and ${counts})::int as as_seller,
           max(suspended_until) filter (where suspended_until > now()) as until
    from ${defaults} where user_id = ${userId}::uuid`);
  return {
    defaultsAsBuyer: row?.as_buyer ?? 0,
    defaultsAsSeller: row?.as_seller ?? 0,
    sellingSuspendedUntil: row?.until ? new Date(row.until) : null,
  };
}
