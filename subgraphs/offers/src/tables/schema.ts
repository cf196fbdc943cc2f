import { outboxTables } from "@outcry/outbox";
import { pgSchema } from "drizzle-orm/pg-core";

export const offers = pgSchema("offers");

export const { outbox, consumerCursors, feedReaders, deadLetters } = outboxTables(offers);
