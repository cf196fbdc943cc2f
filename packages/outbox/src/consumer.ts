import { type Database, DatabaseFault, type Tx, withTransaction } from "@outcry/database";
import { and, eq, sql } from "drizzle-orm";
import { bury } from "./dead-letters.ts";
import type { Doorbell } from "./doorbell.ts";
import type { FeedEvent } from "./events.ts";
import type { EventFeed } from "./feed.ts";
import type { Logger } from "./logger.ts";
import type { OutboxTables } from "./tables.ts";
import { makeWakeUp } from "./wake-up.ts";

/** What to do on each type of event. A type without a handler is passed over. Await nothing but the database. */
export type EventHandlers = Record<string, (tx: Tx, event: FeedEvent) => Promise<void>>;

export type ConsumerOptions = {
  /** The name of this consumer, for ever: its cursor is kept under it. */
  consumer: string;
  feed: EventFeed;
  doorbell: Doorbell;
  database: Database;
  tables: OutboxTables;
  handlers: EventHandlers;
  pollMilliseconds?: number;
  logger: Logger;
  /** For tests: called at every step at which a crash must do no harm. */
  crashPoint?: (name: string) => void;
};

export type Consumer = {
  /** Lets the turn under way finish, and takes no other. */
  stop(): Promise<void>;
  /** Resolves once every event that the feed had at the time of the call is applied. */
  drained(): Promise<void>;
};

export const EVENTS_PER_TURN_MAX = 500;
export const ATTEMPTS_MAX = 5;
const TRANSACTION_MILLISECONDS = 2_000;
const POLL_MILLISECONDS = 1_000;
const BACKOFF_MILLISECONDS = 50;
const BACKOFF_MILLISECONDS_MAX = 5_000;
const BACKOFF_GROWTH = 4;

/**
 * Applies one producer's feed: effect and cursor move in one transaction, so each event takes effect once however
 * often we die, and any number of instances may run. Wakes at the doorbell, and every second without it.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { consumer, feed, logger } = options;
  const wakeUp = makeWakeUp();
  const stopListening = options.doorbell.listen(feed.producer, wakeUp.ring);
  const waiters = new Set<{ goal: bigint; resolve: () => void }>();
  let stopped = false;

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopped) {
      try {
        const { position, more } = await takeTurn(options);
        failures = 0;
        for (const waiter of waiters) {
          if (position < waiter.goal) continue;
          waiters.delete(waiter);
          waiter.resolve();
        }
        if (!more) await wakeUp.wait(options.pollMilliseconds ?? POLL_MILLISECONDS);
      } catch (error) {
        failures += 1;
        logger.warn(
          { error, consumer, producer: feed.producer, failures },
          "An event turn failed; trying again.",
        );
        await wakeUp.pause(backoff(failures));
      }
    }
  };
  const running = run();

  return {
    stop: async () => {
      stopped = true;
      stopListening();
      wakeUp.end();
      await running;
    },
    drained: async () => {
      const goal = await feed.head();
      const applied = new Promise<void>((resolve) => waiters.add({ goal, resolve }));
      wakeUp.ring();
      await applied;
    },
  };
}

const backoff = (failures: number): number =>
  Math.min(
    BACKOFF_MILLISECONDS * BACKOFF_GROWTH ** Math.min(failures - 1, ATTEMPTS_MAX),
    BACKOFF_MILLISECONDS_MAX,
  );

type Progress = { position: bigint; more: boolean };

async function takeTurn(options: ConsumerOptions): Promise<Progress> {
  const after = await cursor(options);
  const events = await options.feed.read({ consumer: options.consumer, after, limit: EVENTS_PER_TURN_MAX });
  options.crashPoint?.("consumer: read");
  if (events.length === 0) return { position: after, more: false };
  try {
    return { position: await applyTogether(options, events), more: true };
  } catch (error) {
    if (error instanceof DatabaseFault) throw error;
    return { position: await applyEach(options, events), more: true };
  }
}

async function cursor({ database, tables, consumer, feed }: ConsumerOptions): Promise<bigint> {
  const { consumerCursors } = tables;
  const [row] = await database.db
    .select({ position: consumerCursors.position })
    .from(consumerCursors)
    .where(and(eq(consumerCursors.consumer, consumer), eq(consumerCursors.producer, feed.producer)));
  return row?.position ?? 0n;
}

/** Applies as many of the events as fit two seconds, in one transaction; returns where the cursor stands then. */
async function applyTogether(options: ConsumerOptions, events: readonly FeedEvent[]): Promise<bigint> {
  const position = await withTransaction(options.database, async (tx) => {
    const until = performance.now() + TRANSACTION_MILLISECONDS;
    let position = await lockCursor(tx, options);
    for (const event of events) {
      // At or below the cursor, another instance was faster.
      if (event.position <= position) continue;
      await options.handlers[event.type]?.(tx, event);
      options.crashPoint?.("consumer: applied");
      position = event.position;
      if (performance.now() > until) break;
    }
    await moveCursor(tx, options, position);
    options.crashPoint?.("consumer: moved the cursor");
    return position;
  });
  options.crashPoint?.("consumer: committed");
  return position;
}

/** Applies one event at a time, so that a poisonous one holds up nothing but itself, and that not for ever. */
async function applyEach(options: ConsumerOptions, events: readonly FeedEvent[]): Promise<bigint> {
  let position = 0n;
  for (const event of events) position = await applyOrBury(options, event);
  return position;
}

async function applyOrBury(options: ConsumerOptions, event: FeedEvent): Promise<bigint> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await applyTogether(options, [event]);
    } catch (error) {
      if (error instanceof DatabaseFault) throw error;
      if (attempts >= ATTEMPTS_MAX) return await buryEvent(options, event, error, attempts);
      await new Promise((resolve) => setTimeout(resolve, backoff(attempts)));
    }
  }
}

async function buryEvent(options: ConsumerOptions, event: FeedEvent, error: unknown, attempts: number) {
  const { consumer, feed, logger } = options;
  await withTransaction(options.database, async (tx) => {
    if ((await lockCursor(tx, options)) >= event.position) return;
    await bury(tx, options.tables, { consumer, producer: feed.producer, event, error, attempts });
    await moveCursor(tx, options, event.position);
  });
  logger.error(
    { error, consumer, producer: feed.producer, eventId: event.id, type: event.type, attempts },
    "An event could not be applied and lies in dead_letters; the ones after it go on.",
  );
  return event.position;
}

/** Takes the cursor for this transaction: another instance of the same consumer waits here. */
async function lockCursor(tx: Tx, { tables, consumer, feed }: ConsumerOptions): Promise<bigint> {
  const { consumerCursors } = tables;
  await tx.insert(consumerCursors).values({ consumer, producer: feed.producer }).onConflictDoNothing();
  const [row] = await tx
    .select({ position: consumerCursors.position })
    .from(consumerCursors)
    .where(and(eq(consumerCursors.consumer, consumer), eq(consumerCursors.producer, feed.producer)))
    .for("update");
  return row?.position ?? 0n;
}

async function moveCursor(
  tx: Tx,
  { tables, consumer, feed }: ConsumerOptions,
  position: bigint,
): Promise<void> {
  const { consumerCursors } = tables;
  await tx
    .update(consumerCursors)
    .set({ position, movedAt: sql`now()` })
    .where(and(eq(consumerCursors.consumer, consumer), eq(consumerCursors.producer, feed.producer)));
}
