import { outboxTables } from "@outcry/outbox";
import { pgSchema } from "drizzle-orm/pg-core";

export const identity = pgSchema("identity");

export const { outbox, consumerCursors, feedReaders, deadLetters } = outboxTables(identity);
