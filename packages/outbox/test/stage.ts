import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { asc, sql } from "drizzle-orm";
import { bigserial, pgSchema, text, uuid } from "drizzle-orm/pg-core";
import {
  type AnnouncedEvent,
  announce,
  type EventHandlers,
  type Logger,
  outboxTables,
} from "../src/index.ts";

const shopSchema = pgSchema("stage_shop");
const readerSchema = pgSchema("stage_reader");

/** The producer's outbox, and the consumer's cursors: in production two subgraphs with a role each. */
export const shop = outboxTables(shopSchema);
export const reader = outboxTables(readerSchema);

/** What the consumer did, one row for each time it did it: a second time would be seen. */
export const effects = readerSchema.table("effects", {
  ordinal: bigserial({ mode: "number" }).primaryKey(),
  consumer: text().notNull(),
  eventId: uuid("event_id").notNull(),
  aggregateId: text("aggregate_id").notNull(),
});

/** What the producer did; each deed has its event or there is neither. */
export const deeds = shopSchema.table("deeds", { eventId: uuid("event_id").primaryKey() });

export type Stage = { database: Database; url: string; emptied(): Promise<void>; close(): Promise<void> };

/** Makes both subgraphs' tables, as drizzle-kit would, in a database of one's own. */
export async function setStage(url: string): Promise<Stage> {
  const database = connectStage(url);
  const statements = await generateMigration(
    generateDrizzleJson({}),
    plain(
      generateDrizzleJson({
        shopSchema,
        readerSchema,
        effects,
        deeds,
        ...prefixed("shop", shop),
        ...prefixed("reader", reader),
      }),
    ),
  );
  for (const statement of statements) await database.db.execute(sql.raw(statement));
  return {
    database,
    url,
    emptied: async () => {
      const tables = [...Object.values(shop), ...Object.values(reader), effects, deeds];
      await database.db.execute(sql`truncate ${sql.join(tables, sql`, `)}`);
    },
    close: () => database.close(),
  };
}

/** drizzle-kit's own command does this to bigints; its API leaves it to us. */
const plain = <T>(json: T): T =>
  JSON.parse(JSON.stringify(json, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

export const connectStage = (url: string): Database =>
  connectDatabase({ url, applicationName: "outbox-stage", idleInTransactionMilliseconds: 20_000 });

const prefixed = (prefix: string, tables: object) =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [`${prefix}${name}`, table]));

export const PRODUCER = "shop";

export const eventOf = (aggregateId: string, type = "shop.sold"): AnnouncedEvent => ({
  id: newId(),
  type,
  version: "1",
  aggregateType: "item",
  aggregateId,
  payload: { word: "é", minor: "9007199254740993" },
});

/** Does something and announces it, in one transaction. Returns the events' ids in their order. */
export async function sell(database: Database, ...events: AnnouncedEvent[]): Promise<string[]> {
  await withTransaction(database, async (tx) => {
    for (const { id } of events) await tx.insert(deeds).values({ eventId: id });
    await announce(tx, shop, events);
  });
  return events.map(({ id }) => id);
}

export const many = (count: number, aggregateId = "a"): AnnouncedEvent[] =>
  Array.from({ length: count }, () => eventOf(aggregateId));

/** Writes down that it was here, which must happen once for each event. */
export const noting = (consumer: string): EventHandlers => ({
  "shop.sold": async (tx, event) => {
    await tx.insert(effects).values({ consumer, eventId: event.id, aggregateId: event.aggregateId });
  },
});

/** The ids of the events that took effect, in the order in which they did. */
export async function effectsOf(database: Database): Promise<string[]> {
  const rows = await database.db.select().from(effects).orderBy(asc(effects.ordinal));
  return rows.map(({ eventId }) => eventId);
}

/** A logger that keeps what it was told. */
export function listeningLogger(): Logger & { lines: { level: string; message: string; details: object }[] } {
  const lines: { level: string; message: string; details: object }[] = [];
  const at = (level: string) => (details: object, message: string) => {
    lines.push({ level, message, details });
  };
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
