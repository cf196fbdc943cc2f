import { type Database, withTransaction } from "@outcry/database";
import { sql } from "drizzle-orm";
import type { OutboxTables } from "./tables.ts";

export const KEPT_DAYS = 30;
const PRUNED_PER_TURN_MAX = 2_000;

/**
 * Deletes events that are older than 30 days and that every known reader has passed, at most 2,000 at a time; returns
 * how many. The newest event always stays, because the feed's positions go on from it.
 */
export async function pruneOutbox(options: {
  database: Database;
  tables: OutboxTables;
  keptDays?: number;
}): Promise<number> {
  const { outbox, feedReaders } = options.tables;
  return await withTransaction(options.database, async (tx) => {
    const deleted = await tx.execute(sql`
      with passed as (
        select least(
          (select max(position) - 1 from ${outbox}),
          (select min(position) from ${feedReaders})
        ) as position
      ), oldest as (
        select event.sequence, event.occurred_at from ${outbox} as event, passed
        where event.position <= passed.position
        order by event.position limit ${PRUNED_PER_TURN_MAX}
      )
      delete from ${outbox} where sequence in (
        select sequence from oldest where occurred_at < now() - make_interval(days => ${options.keptDays ?? KEPT_DAYS})
      )`);
    return deleted.count;
  });
}
