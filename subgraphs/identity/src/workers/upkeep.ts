import { type Database, startUpkeep, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { outboxOfIdentity } from "../events.ts";
import { deleteExpired } from "../store/expired.ts";

/** Deletes what has expired, and events that everybody has heard and that are past their 30 days. */
export async function prune(database: Database): Promise<void> {
  await withTransaction(database, deleteExpired);
  await pruneOutbox({ database, tables: outboxOfIdentity });
}

/** Prunes every ten minutes, and keeps the planner's figures near the truth. */
export const startOwnUpkeep = ({ database, logger }: { database: Database; logger: Logger }) =>
  startUpkeep({
    ...{ sql: database.sql, schema: "identity", logger },
    chores: [
      {
        name: "forgetting what is over",
        everyMilliseconds: 10 * MILLISECONDS.minute,
        work: () => prune(database),
      },
    ],
  });
