import { type Database, runPrepared } from "@outcry/database";
import { max, sql } from "drizzle-orm";
import type { FeedEvent, JsonObject } from "./events.ts";
import { mark } from "./marking.ts";
import { nameOf, onceFor } from "./names.ts";
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
/** Only pruning asks how far the readers are, and that for events a month old. */
const TELL_MILLISECONDS = 10_000;

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

type MarkedRow = {
  id: string;
  type: string;
  version: string;
  aggregate_type: string;
  aggregate_id: string;
  payload: JsonObject;
  position: bigint;
  occurred_at: Date;
};

const readStatementFor = onceFor(
  ({ outbox }: OutboxTables) => `/* read events */
    select id, type, version, aggregate_type, aggregate_id, payload, position, occurred_at
      from ${nameOf(outbox)} where position > $1 order by position limit $2`,
);

async function readMarked(
  database: Database,
  tables: OutboxTables,
  after: bigint,
  limit: number,
): Promise<FeedEvent[]> {
  const rows = await runPrepared<MarkedRow>(database, readStatementFor(tables), [after, limit]);
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    version: row.version,
    aggregateType: row.aggregate_type,
    aggregateId: row.aggregate_id,
    payload: row.payload,
    position: row.position,
    occurredAt: row.occurred_at,
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
