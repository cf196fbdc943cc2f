import type { Tx } from "@outcry/database";
import type { FeedEvent } from "./events.ts";
import type { OutboxTables } from "./tables.ts";

const ERROR_LENGTH_MAX = 4_000;

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
