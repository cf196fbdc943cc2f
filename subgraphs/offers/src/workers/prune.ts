import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { outboxOfOffers } from "../events.ts";
import { pruneAnswers, pruneCandles } from "../store/retention.ts";

const EVERY_MILLISECONDS = 10 * MILLISECONDS.minute;

/** Forgets what is past its time: heard events, answers under keys, and fine candles. A failed turn is logged. */
export function startPruning({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const prune = async () => {
    await pruneOutbox({ database, tables: outboxOfOffers });
    await pruneAnswers(database);
    await pruneCandles(database);
  };
  const timer = setInterval(() => {
    turn = prune().catch((error: unknown) =>
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
