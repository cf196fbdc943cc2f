import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { outboxOfCatalog } from "../events.ts";

const EVERY_MILLISECONDS = MILLISECONDS.hour;

/**
 * Once an hour, forgets events that everybody has heard and that are past their 30 days. A failed turn is
 * logged.
 */
export function startPruning({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = pruneOutbox({ database, tables: outboxOfCatalog }).catch((error: unknown) =>
      logger.warn({ err: error }, "Pruning failed; the next turn tries again."),
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
