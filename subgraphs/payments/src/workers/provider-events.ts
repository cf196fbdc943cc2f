import type { Database } from "@outcry/database";
import { type Clock, MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import type { Alarm } from "../commands/learn-facts.ts";
import { forgetMethod } from "../commands/payment-methods.ts";
import {
  applyEachEvent,
  applyWaitingEvents,
  EVENTS_PER_TURN_MAX,
  pollProviderEvents,
} from "../commands/provider-events.ts";
import type { PaymentProvider } from "../provider.ts";
import { methodsToForget } from "../store/methods.ts";
import { countWaitingEvents } from "../store/provider-events.ts";
import { makeBell } from "./bell.ts";

const LOOK_EVERY = MILLISECONDS.second;
/** A webhook that never came is found within this; promised are 15 minutes. */
const POLL_EVERY = 2 * MILLISECONDS.minute;
const METHODS_PER_TURN_MAX = 20;

export type EventWorkerOptions = Readonly<{
  database: Database;
  provider: PaymentProvider;
  clock: Clock;
  logger: Logger;
  afterwards: () => void;
}>;

export type EventWorker = {
  ring(): void;
  idle(): Promise<void>;
  /** Looks at the provider's own books now. For tests and for `reconcilePayments`. */
  reconcile(): Promise<number>;
  stop(): Promise<void>;
};

/** Applies what the provider told us, and looks now and then whether it told us all. */
export function startEventWorker(options: EventWorkerOptions): EventWorker {
  const { database, clock, logger, afterwards } = options;
  const bell = makeBell();
  let stopped = false;

  const tell = (alarms: readonly Alarm[]) => {
    for (const { sentence, paymentId } of alarms) logger.error({ paymentId }, sentence);
  };
  const turn = async (): Promise<number> => {
    try {
      const { count, isNews, alarms } = await applyWaitingEvents(options);
      tell(alarms);
      // Most of what the provider tells, its answers told before: nobody is woken for that.
      if (isNews) afterwards();
      return count;
    } catch (error) {
      logger.warn({ err: error }, "Events could not be applied together; one by one now.");
      tell(await applyEachEvent(options, clock));
      afterwards();
      return 0;
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      const count = await turn().catch((error: unknown) => {
        logger.warn({ err: error }, "Events could not be applied; trying again.");
        return 0;
      });
      if (count < EVENTS_PER_TURN_MAX) await bell.wait(LOOK_EVERY);
    }
  };
  const reconcile = async (): Promise<number> => {
    const missing = await pollProviderEvents(options, clock());
    if (missing > 0) bell.ring();
    for (const methodRef of await methodsToForget(database, METHODS_PER_TURN_MAX))
      await forgetMethod(options, methodRef);
    return missing;
  };
  let reconciling: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    reconciling = reconcile().catch((error: unknown) =>
      logger.warn({ err: error }, "The provider's books could not be read; trying again later."),
    );
  }, POLL_EVERY);
  const running = run();
  return {
    ring: bell.ring,
    reconcile,
    idle: async () => {
      while ((await countWaitingEvents(database)) > 0) {
        bell.ring();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      bell.ring();
      await running;
      await reconciling;
    },
  };
}
