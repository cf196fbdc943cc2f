import { type Database, errorCode, withTransaction } from "@outcry/database";
import { asc, gt, max, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import type { FeedEvent } from "./events.ts";
import type { OutboxTables } from "./tables.ts";

/** One producer's events, in an order in which none is ever inserted behind a reader's back. */
export type EventFeed = {
  readonly producer: string;
  /** Up to `limit` events after a position, oldest first. Tells the producer that the consumer has come so far. */
  read(request: { consumer: string; after: bigint; limit: number }): Promise<FeedEvent[]>;
  /** The position of the newest event, 0 when there never was one. */
  head(): Promise<bigint>;
};

export const EVENTS_PER_READ_MAX = 1_000;
const MARKED_PER_READ_MAX = 5_000;
/** Only pruning asks how far the readers are, and that for events a month old. */
const TELL_MILLISECONDS = 10_000;
const LOCK_NOT_AVAILABLE = "55P03";

/** The feed of a subgraph whose database is at hand: the embedded shape, and the producer's own end of the fleet's. */
export function databaseFeed(options: {
  producer: string;
  database: Database;
  tables: OutboxTables;
  /** For tests, as in ConsumerOptions. */
  crashPoint?: (name: string) => void;
}): EventFeed {
  const { database, tables } = options;
  const told = new Map<string, number>();
  return {
    producer: options.producer,
    read: async ({ consumer, after, limit }) => {
      await mark(database, tables, options.crashPoint);
      if (performance.now() - (told.get(consumer) ?? Number.NEGATIVE_INFINITY) > TELL_MILLISECONDS) {
        await tellReader(database, tables, consumer, after);
        told.set(consumer, performance.now());
      }
      return readMarked(database, tables, after, Math.min(limit, EVENTS_PER_READ_MAX));
    },
    head: async () => {
      await mark(database, tables, options.crashPoint);
      const [row] = await database.db.select({ head: max(tables.outbox.position) }).from(tables.outbox);
      return row?.head ?? 0n;
    },
  };
}

async function readMarked(
  { db }: Database,
  { outbox }: OutboxTables,
  after: bigint,
  limit: number,
): Promise<FeedEvent[]> {
  const rows = await db
    .select()
    .from(outbox)
    .where(gt(outbox.position, after))
    .orderBy(asc(outbox.position))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    version: row.version,
    aggregateType: row.aggregateType,
    aggregateId: row.aggregateId,
    payload: row.payload,
    position: row.position ?? 0n,
    occurredAt: row.occurredAt,
  }));
}

async function tellReader(
  { db }: Database,
  { feedReaders }: OutboxTables,
  consumer: string,
  position: bigint,
): Promise<void> {
  await db
    .insert(feedReaders)
    .values({ consumer, position })
    .onConflictDoUpdate({ target: feedReaders.consumer, set: { position, readAt: sql`now()` } });
}

/**
 * Gives the next positions to the events that were committed since the last time, in the order of their insertion.
 * One marker works at a time, and its positions are visible before the next one begins: so a reader that sees a
 * position sees every lower one. What is not committed yet gets a later position when it is (docs/adr/0005).
 */
async function mark(database: Database, tables: OutboxTables, crashPoint?: (name: string) => void) {
  const { outbox, feedReaders } = tables;
  const [waiting] = await database.db.execute<{ some: boolean }>(
    sql`select exists (select from ${outbox} where position is null) as some`,
  );
  if (waiting?.some !== true) return;
  const { schema, name } = getTableConfig(outbox);
  try {
    await withTransaction(database, async (tx) => {
      await tx.execute(sql`select set_config('lock_timeout', '250ms', true)`);
      // In a statement of its own, so that the next one's snapshot is younger than the lock.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`mark ${schema}.${name}`}, 0))`);
      crashPoint?.("feed: about to mark");
      await tx.execute(sql`
        with waiting as (
          select id, row_number() over (order by sequence) as ordinal
          from (
            select id, sequence from ${outbox} where position is null
            order by sequence limit ${MARKED_PER_READ_MAX}
          ) as oldest
        ), last as (
          -- The readers' positions too: an emptied outbox must not begin again below them.
          select greatest(
            (select coalesce(max(position), 0) from ${outbox}),
            (select coalesce(max(position), 0) from ${feedReaders})
          ) as position
        )
        update ${outbox} as event set position = last.position + waiting.ordinal
        from waiting, last where event.id = waiting.id and event.position is null`);
      crashPoint?.("feed: marked, not committed");
    });
  } catch (error) {
    // Somebody else is marking for longer than we care to wait: what is marked already can be read all the same.
    if (errorCode(error) !== LOCK_NOT_AVAILABLE) throw error;
  }
}
