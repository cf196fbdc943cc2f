import type { Database } from "@outcry/database";
import {
  type Consumer,
  type Doorbell,
  type EventFeed,
  type EventHandlers,
  ringing,
  startConsumer,
} from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { eventTables } from "../tables/index.ts";

type Hearing = Readonly<{
  feed: EventFeed;
  handlers: EventHandlers;
  database: Database;
  doorbell: Doorbell;
  logger: Logger;
  /** For tests: called at every step at which a crash must do no harm. */
  crashPoint?: (name: string) => void;
}>;

/** Hears one producer, and rings for what was announced on hearing it: after the commit, when there is something to find. */
export const hear = (options: Hearing): Consumer =>
  startConsumer({
    ...options,
    consumer: "payments",
    tables: eventTables,
    handlers: ringing(options.handlers, () => options.doorbell.ring("payments")),
  });
