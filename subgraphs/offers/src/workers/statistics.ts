import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { analyseWhatGrew } from "../store/statistics.ts";

const EVERY_MILLISECONDS = 20 * MILLISECONDS.second;

/**
 * Keeps the planner's figures near the truth while tables grow: a plan that was made for a small table is kept by every
 * prepared statement until the table is analysed, and PostgreSQL's own turn comes once a minute.
 */
export function startStatistics({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = analyseWhatGrew(database).catch((error: unknown) =>
      logger.warn({ err: error }, "Analysing tables failed; the next turn tries again."),
    );
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
