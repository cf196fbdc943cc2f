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
  /** Called once what was heard is committed. */
  afterwards: () => void;
  /** For tests: called at every step at which a crash must do no harm. */
  crashPoint?: (name: string) => void;
}>;

/** Hears one producer. What is heard makes work for our own workers and is no news to others, so nobody else is rung for. */
export const hear = (options: Hearing): Consumer =>
  startConsumer({
    ...options,
    consumer: "payments",
    tables: eventTables,
    handlers: ringing(options.handlers, options.afterwards),
  });
