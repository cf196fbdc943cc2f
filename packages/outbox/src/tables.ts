import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  type PgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { FeedEvent, JsonObject } from "./events.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true }).notNull().defaultNow();

/** What a subgraph announces. The columns are those of Debezium's outbox, so that an operator can attach it. */
const outboxIn = (schema: PgSchema) =>
  schema.table(
    "outbox",
    {
      /** Unique because it is made so (UUIDv7). Nobody looks an event up by it, so no index has it. */
      id: uuid().notNull(),
      /** The order of insertion. Transactions commit in another order, so readers never go by it. */
      sequence: bigserial({ mode: "bigint" }).primaryKey(),
      /** The order of the feed: given once the event is committed, by whoever reads first. */
      position: bigint({ mode: "bigint" }),
      aggregateType: text("aggregate_type").notNull(),
      aggregateId: text("aggregate_id").notNull(),
      type: text().notNull(),
      version: text().notNull(),
      payload: jsonb().$type<JsonObject>().notNull(),
      /** W3C traceparent of the request that caused the event. */
      traceContext: text("trace_context"),
      occurredAt: instant("occurred_at"),
    },
    (table) => [
      uniqueIndex("outbox_position_is_taken_once")
        .on(table.position)
        .where(sql`${table.position} is not null`),
      index("outbox_waiting_for_a_position").on(table.sequence).where(sql`${table.position} is null`),
    ],
  );

/** How far each consumer of this subgraph has applied each producer's feed; moved in the transaction of the effect. */
const consumerCursorsIn = (schema: PgSchema) =>
  schema.table(
    "consumer_cursors",
    {
      consumer: text().notNull(),
      producer: text().notNull(),
      position: bigint({ mode: "bigint" }).notNull().default(sql`0`),
      movedAt: instant("moved_at"),
    },
    (table) => [primaryKey({ columns: [table.consumer, table.producer] })],
  );

/** Who reads this subgraph's feed, and how far they said they had come: what pruning waits for. */
const feedReadersIn = (schema: PgSchema) =>
  schema.table("feed_readers", {
    consumer: text().primaryKey(),
    position: bigint({ mode: "bigint" }).notNull(),
    readAt: instant("read_at"),
  });

export type StoredEvent = Omit<FeedEvent, "position" | "occurredAt"> & {
  position: string;
  occurredAt: string;
};

/** Events that a consumer of this subgraph could not apply, kept whole so that they can be applied later. */
const deadLettersIn = (schema: PgSchema) =>
  schema.table(
    "dead_letters",
    {
      consumer: text().notNull(),
      producer: text().notNull(),
      position: bigint({ mode: "bigint" }).notNull(),
      event: jsonb().$type<StoredEvent>().notNull(),
      error: text().notNull(),
      attempts: integer().notNull(),
      buriedAt: instant("buried_at"),
    },
    (table) => [primaryKey({ columns: [table.consumer, table.producer, table.position] })],
  );

/** The four tables every subgraph has. Re-export each from `src/tables/`, so that drizzle-kit writes their migration. */
export const outboxTables = (schema: PgSchema) => ({
  outbox: outboxIn(schema),
  consumerCursors: consumerCursorsIn(schema),
  feedReaders: feedReadersIn(schema),
  deadLetters: deadLettersIn(schema),
});

export type OutboxTables = ReturnType<typeof outboxTables>;
