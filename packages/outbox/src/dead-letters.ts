import { type Database, type Tx, withTransaction } from "@outcry/database";
import { and, asc, eq } from "drizzle-orm";
import type { FeedEvent } from "./events.ts";
import { type EventHandlers, handleAll } from "./handlers.ts";
import type { OutboxTables, StoredEvent } from "./tables.ts";

const ERROR_LENGTH_MAX = 4_000;
const LETTERS_PER_CALL_MAX = 500;

/** Puts an event that cannot be applied where somebody will find it, with the reason. */
export async function bury(
  tx: Tx,
  { deadLetters }: OutboxTables,
  letter: { consumer: string; producer: string; event: FeedEvent; error: unknown; attempts: number },
): Promise<void> {
  const { event, error } = letter;
  await tx
    .insert(deadLetters)
    .values({
      consumer: letter.consumer,
      producer: letter.producer,
      position: event.position,
      event: { ...event, position: event.position.toString(), occurredAt: event.occurredAt.toISOString() },
      error: (error instanceof Error ? (error.stack ?? error.message) : String(error))
        .replaceAll("\0", "")
        .slice(0, ERROR_LENGTH_MAX),
      attempts: letter.attempts,
    })
    .onConflictDoNothing();
}

/**
 * Applies a consumer's dead letters again, oldest first, after what ailed it is mended; each that succeeds is removed
 * in the same transaction. Returns how many did; throws what the first that does not succeed throws.
 */
export async function reviveDeadLetters(options: {
  consumer: string;
  database: Database;
  tables: OutboxTables;
  handlers: EventHandlers;
}): Promise<number> {
  const { deadLetters } = options.tables;
  const letters = await options.database.db
    .select()
    .from(deadLetters)
    .where(eq(deadLetters.consumer, options.consumer))
    .orderBy(asc(deadLetters.producer), asc(deadLetters.position))
    .limit(LETTERS_PER_CALL_MAX);
  let revived = 0;
  for (const letter of letters) {
    await withTransaction(options.database, async (tx) => {
      const removed = await tx
        .delete(deadLetters)
        .where(
          and(
            eq(deadLetters.consumer, letter.consumer),
            eq(deadLetters.producer, letter.producer),
            eq(deadLetters.position, letter.position),
          ),
        )
        .returning({ position: deadLetters.position });
      if (removed.length === 0) return;
      const handler = options.handlers[letter.event.type];
      if (handler) await handleAll(handler, tx, [toEvent(letter.event)]);
    });
    revived += 1;
  }
  return revived;
}

const toEvent = (stored: StoredEvent): FeedEvent => ({
  ...stored,
  position: BigInt(stored.position),
  occurredAt: new Date(stored.occurredAt),
});
