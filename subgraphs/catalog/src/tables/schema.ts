import { outboxTables } from "@outcry/outbox";
import { pgSchema } from "drizzle-orm/pg-core";

export const catalog = pgSchema("catalog");

export const { outbox, consumerCursors, feedReaders, deadLetters } = outboxTables(catalog);
