import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, text } from "drizzle-orm/pg-core";
import { instant, payments as schema } from "./schema.ts";

/** What the provider told us, each event once by its own id, applied by a worker in any order. */
export const providerEvents = schema.table(
  "provider_events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    /** How it reached us: pushed by the provider, or found by looking. */
    source: text().$type<"WEBHOOK" | "POLL">().notNull(),
    receivedAt: instant("received_at").notNull().defaultNow(),
    tries: integer().notNull().default(0),
    dueAt: instant("due_at").notNull().defaultNow(),
    appliedAt: instant("applied_at"),
    lastError: text("last_error"),
  },
  (table) => [
    index("provider_events_to_apply").on(table.dueAt).where(sql`${table.appliedAt} is null`),
    check("a_source_is_known", sql`${table.source} in ('WEBHOOK', 'POLL')`),
  ],
);

/** How far the provider's list of events has been read, in case a webhook never came. One row. */
export const providerEventCursor = schema.table("provider_event_cursor", {
  provider: text().primaryKey(),
  readUntil: instant("read_until").notNull(),
});
