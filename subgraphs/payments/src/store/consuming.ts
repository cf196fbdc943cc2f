import type { Database } from "@outcry/database";
import {
  type Consumer,
  type Doorbell,
  type EventFeed,
  type EventHandlers,
  startConsumer,
} from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { eventTables } from "../tables/index.ts";

/**
 * Hears one producer. What was announced while hearing is rung for once it is committed, and not before: whoever comes
 * running would find nothing.
 */
export function hear(options: {
  feed: EventFeed;
  handlers: EventHandlers;
  database: Database;
  doorbell: Doorbell;
  logger: Logger;
  /** For tests: called at every step at which a crash must do no harm. */
  crashPoint?: (name: string) => void;
}): Consumer {
  return startConsumer({
    ...options,
    consumer: "payments",
    tables: eventTables,
    crashPoint: (point) => {
      options.crashPoint?.(point);
      if (point === "consumer: committed") options.doorbell.ring("payments");
    },
  });
}
