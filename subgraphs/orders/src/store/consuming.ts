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
}>;

/** Hears one producer, and rings for what was announced on hearing it: after the commit, when there is something to find. */
export const hear = (options: Hearing): Consumer =>
  startConsumer({
    ...options,
    consumer: "orders",
    tables: eventTables,
    handlers: ringing(options.handlers, () => options.doorbell.ring("orders")),
  });
