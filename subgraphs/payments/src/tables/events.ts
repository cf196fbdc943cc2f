import { outboxTables } from "@outcry/outbox";
import { payments as schema } from "./schema.ts";

export const eventTables = outboxTables(schema);
export const { outbox, consumerCursors, feedReaders, deadLetters } = eventTables;
