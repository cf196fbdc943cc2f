import { type Database, startUpkeep } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { forgetOld } from "../store/retention.ts";

/** Forgets what is past its time, every ten minutes, and keeps the planner's figures near the truth. */
export const startOwnUpkeep = ({ database, logger }: { database: Database; logger: Logger }) =>
  startUpkeep({
    ...{ sql: database.sql, schema: "orders", logger },
    chores: [
      {
        name: "forgetting what is old",
        everyMilliseconds: 10 * MILLISECONDS.minute,
        work: () => forgetOld(database),
      },
    ],
  });
