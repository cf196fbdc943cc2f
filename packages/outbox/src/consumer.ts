import type { Database } from "@outcry/database";
import type { Doorbell } from "./doorbell.ts";
import type { EventFeed } from "./feed.ts";
import type { EventHandlers } from "./handlers.ts";
import type { Logger } from "./logger.ts";
import { makePace } from "./pace.ts";
import type { OutboxTables } from "./tables.ts";
import { takeTurn } from "./turn.ts";
import { makeWakeUp } from "./wake-up.ts";

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
  /** Lets the transaction under way finish, and begins no other. */
  stop(): Promise<void>;
  /** Resolves once every event that the feed had at the time of the call is applied. Throws when stopped before. */
  drained(): Promise<void>;
};

const POLL_MILLISECONDS = 1_000;
/** After so many turns failed in a row it is no hiccup any more, and somebody should look. */
const FAILURES_UNTIL_ERROR = 5;
const BACKOFF_MILLISECONDS = 50;
const BACKOFF_MILLISECONDS_MAX = 5_000;
const BACKOFF_GROWTH = 4;
const BACKOFF_STEPS_MAX = 5;

/** How long to wait after so many failures in a row. */
const backoff = (failures: number): number =>
  Math.min(
    BACKOFF_MILLISECONDS * BACKOFF_GROWTH ** Math.min(failures - 1, BACKOFF_STEPS_MAX),
    BACKOFF_MILLISECONDS_MAX,
  );

type Waiter = { goal: bigint; resolve: () => void; reject: (error: Error) => void };

/**
 * Applies one producer's feed: effect and cursor move in one transaction, so each event takes effect once however
 * often we die, and any number of instances may run. Wakes at the doorbell, and every second without it.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { consumer, feed, logger } = options;
  const wakeUp = makeWakeUp();
  const stopListening = options.doorbell.listen(feed.producer, wakeUp.ring);
  const waiters = new Set<Waiter>();
  const rest = { stopped: false, after: (failures: number) => wakeUp.pause(backoff(failures)) };

  const tellWaiters = (position: bigint): void => {
    for (const waiter of waiters) {
      if (position < waiter.goal) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  };
  const tellFailure = (error: unknown, failures: number): void => {
    const details = { error, consumer, producer: feed.producer, failures };
    if (failures < FAILURES_UNTIL_ERROR) logger.warn(details, "An event turn failed; it is tried again.");
    else logger.error(details, "Event turns keep failing; events wait until this ends.");
  };
  const run = async (): Promise<void> => {
    let failures = 0;
    const pace = makePace();
    while (!rest.stopped) {
      try {
        const begun = performance.now();
        const { position, more, applied } = await takeTurn(options, rest);
        failures = 0;
        tellWaiters(position);
        const pause = pace(performance.now() - begun);
        // Whoever waits for the end of it is in more of a hurry than we are.
        if (applied && waiters.size === 0) await wakeUp.pause(pause);
        if (!more) await wakeUp.wait(options.pollMilliseconds ?? POLL_MILLISECONDS);
      } catch (error) {
        failures += 1;
        tellFailure(error, failures);
        await rest.after(failures);
      }
    }
  };
  const running = run();

  return {
    stop: async () => {
      rest.stopped = true;
      stopListening();
      wakeUp.end();
      await running;
      for (const waiter of waiters) waiter.reject(new Error(`The consumer ${consumer} was stopped.`));
    },
    drained: async () => {
      const goal = await feed.head();
      if (rest.stopped) throw new Error(`The consumer ${consumer} was stopped.`);
      const applied = new Promise<void>((resolve, reject) => waiters.add({ goal, resolve, reject }));
      wakeUp.ring();
      await applied;
    },
  };
}
