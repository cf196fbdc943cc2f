import type { AnnouncedEvent } from "@outcry/contracts";
import { connectDatabase, withTransaction } from "@outcry/database";
import { announce, databaseFeed, type EventFeed, outboxTables } from "@outcry/outbox";
import { pgSchema } from "drizzle-orm/pg-core";
import postgres from "postgres";

export type Producer = Readonly<{
  feed: EventFeed;
  /** Announces in one transaction, as a subgraph would. */
  announce(...events: AnnouncedEvent[]): Promise<void>;
  close(): Promise<void>;
}>;

/** Somebody else who announces: with a real outbox, in a schema of its own beside the migrated ones. */
export async function startProducer(adminUrl: string, name: string): Promise<Producer> {
  const schema = `test_${name}`;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`create schema if not exists ${schema}`);
  for (const table of ["outbox", "consumer_cursors", "feed_readers", "dead_letters"])
    await sql.unsafe(`create table if not exists ${schema}.${table} (like orders.${table} including all)`);
  await sql.end();
  const tables = outboxTables(pgSchema(schema));
  const database = connectDatabase({ url: adminUrl, applicationName: `test producer ${name}`, poolMax: 3 });
  return {
    feed: databaseFeed({ producer: name, database, tables }),
    announce: (...events) => withTransaction(database, (tx) => announce(tx, tables, events)),
    close: () => database.close(),
  };
}
