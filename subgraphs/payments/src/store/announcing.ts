import type { AnnouncedEvent } from "@outcry/contracts";
import type { Database, Tx } from "@outcry/database";
import { announce, databaseFeed, type EventFeed } from "@outcry/outbox";
import { eventTables } from "../tables/index.ts";

/** Records what became true, in the transaction that made it true. */
export const announceAll = (tx: Tx, events: readonly AnnouncedEvent[]): Promise<void> =>
  announce(tx, eventTables, events);

/** What this subgraph announces, for those who hear it. */
export const paymentsFeed = (database: Database): EventFeed =>
  databaseFeed({ producer: "payments", database, tables: eventTables });
