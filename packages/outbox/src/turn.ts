import { DatabaseFault, withTransaction } from "@outcry/database";
import { batchesOf } from "./batches.ts";
import type { ConsumerOptions } from "./consumer.ts";
import { lockCursor, moveCursor, readCursor } from "./cursor.ts";
import { bury } from "./dead-letters.ts";
import type { FeedEvent } from "./events.ts";
import { handleAll } from "./handlers.ts";

export const EVENTS_PER_TURN_MAX = 500;
export const ATTEMPTS_MAX = 5;
/** After so long a transaction takes no further event, so that it is committed well before its deadline. */
const TRANSACTION_MILLISECONDS = 2_000;

/** How a consumer rests between attempts, and whether it should go on at all. */
export type Rest = { readonly stopped: boolean; after(failures: number): Promise<void> };

/** Where the cursor stands after a turn, whether there may be more to do at once, and whether anything was done. */
export type Progress = { position: bigint; more: boolean; applied: boolean };

/**
 * Reads the next events and applies them together. If that fails, applies them one by one, so that a poisonous event
 * holds up nothing but itself, and that only for `ATTEMPTS_MAX` attempts. Throws a DatabaseFault when the database is
 * to blame and not the event: that counts as no attempt.
 */
export async function takeTurn(options: ConsumerOptions, rest: Rest): Promise<Progress> {
  const { consumer, feed } = options;
  const after = await readCursor(options);
  const events = await feed.read({ consumer, after, limit: EVENTS_PER_TURN_MAX });
  options.crashPoint?.("consumer: read");
  if (events.length === 0) return { position: after, more: false, applied: false };
  try {
    const position = await applyTogether(options, events);
    // Fewer than were asked for, all applied: what came meanwhile rings, and looking for it now would cost as much as a turn.
    const isAll = events.length < EVENTS_PER_TURN_MAX && position >= (events.at(-1)?.position ?? 0n);
    return { position, more: !isAll, applied: true };
  } catch (error) {
    options.logger.debug({ error, consumer, producer: feed.producer }, "Events are applied one by one.");
  }
  let position = after;
  for (const event of events) {
    if (rest.stopped) break;
    position = await applyOrBury(options, event, rest);
  }
  return { position, more: true, applied: true };
}

/** Applies as many batches of the events as fit two seconds, in one transaction; returns where the cursor stands then. */
async function applyTogether(options: ConsumerOptions, events: readonly FeedEvent[]): Promise<bigint> {
  const reached = await withTransaction(options.database, async (tx) => {
    const until = performance.now() + TRANSACTION_MILLISECONDS;
    const from = await lockCursor(tx, options);
    let position = from;
    // At or below the cursor, another instance was faster.
    const left = events.filter((event) => event.position > from);
    for (const batch of batchesOf(left, options.handlers)) {
      if (batch.handler) await handleAll(batch.handler, tx, batch.events);
      options.crashPoint?.("consumer: applied");
      position = batch.through;
      if (performance.now() > until) break;
    }
    if (position > from) await moveCursor(tx, options, position);
    options.crashPoint?.("consumer: moved the cursor");
    return position;
  });
  options.crashPoint?.("consumer: committed");
  return reached;
}

async function applyOrBury(options: ConsumerOptions, event: FeedEvent, rest: Rest): Promise<bigint> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await applyTogether(options, [event]);
    } catch (error) {
      if (error instanceof DatabaseFault || rest.stopped) throw error;
      if (attempts >= ATTEMPTS_MAX) return await buryAndPass(options, { event, error, attempts });
      await rest.after(attempts);
    }
  }
}

async function buryAndPass(
  options: ConsumerOptions,
  failure: { event: FeedEvent; error: unknown; attempts: number },
): Promise<bigint> {
  const { consumer, feed, logger } = options;
  const { event, error, attempts } = failure;
  await withTransaction(options.database, async (tx) => {
    if ((await lockCursor(tx, options)) >= event.position) return;
    await bury(tx, options.tables, { consumer, producer: feed.producer, ...failure });
    await moveCursor(tx, options, event.position);
    options.crashPoint?.("consumer: buried");
  });
  logger.error(
    { error, consumer, producer: feed.producer, eventId: event.id, type: event.type, attempts },
    "An event could not be applied and lies in dead_letters; the ones after it go on.",
  );
  return event.position;
}
