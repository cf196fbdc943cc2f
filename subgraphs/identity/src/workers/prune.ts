import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { outboxOfIdentity } from "../events.ts";
import { deleteExpired } from "../store/expired.ts";

const EVERY_MILLISECONDS = 10 * MILLISECONDS.minute;

/** Deletes what has expired, and events that everybody has heard and that are past their 30 days. */
export async function prune(database: Database): Promise<void> {
  await withTransaction(database, deleteExpired);
  await pruneOutbox({ database, tables: outboxOfIdentity });
}

/** Prunes every ten minutes. A failed turn is logged; the next one tries again. */
export function startPruning({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = prune(database).catch((error: unknown) => logger.warn({ err: error }, "Pruning failed."));
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
