import { connectDatabase, type Database, type Tx, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { asc } from "drizzle-orm";
import { bigserial, pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { type AnnouncedEvent, announce, type FeedEvent, type Logger, outboxTables } from "../src/index.ts";

export const shopSchema = pgSchema("stage_shop");
export const readerSchema = pgSchema("stage_reader");

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

export const connectStage = (url: string): Database =>
  connectDatabase({ url, applicationName: "outbox-stage", idleInTransactionMilliseconds: 20_000 });

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
export const noting = (consumer: string) => ({
  "shop.sold": async (tx: Tx, event: FeedEvent): Promise<void> => {
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
