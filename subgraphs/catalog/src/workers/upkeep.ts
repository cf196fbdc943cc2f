import { type Database, startUpkeep } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { outboxOfCatalog } from "../events.ts";

/** Once an hour, forgets events that everybody has heard and that are past their 30 days; keeps the planner's figures near the truth. */
export const startOwnUpkeep = ({ database, logger }: { database: Database; logger: Logger }) =>
  startUpkeep({
    ...{ sql: database.sql, schema: "catalog", logger },
    chores: [
      {
        name: "forgetting old events",
        everyMilliseconds: MILLISECONDS.hour,
        work: () => pruneOutbox({ database, tables: outboxOfCatalog }),
      },
    ],
  });
