import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import { type Logger, pruneIdempotencyKeys } from "@outcry/service";
import { outboxOfOffers } from "../events.ts";
import { pruneCandles } from "../store/retention.ts";
import { idempotencyKeys } from "../tables/index.ts";

const EVERY_MILLISECONDS = 10 * MILLISECONDS.minute;

/** Forgets what is past its time: heard events, answers under keys, and fine candles. A failed turn is logged. */
export function startPruning({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const prune = async () => {
    await pruneOutbox({ database, tables: outboxOfOffers });
    await withTransaction(database, (tx) => pruneIdempotencyKeys(tx, idempotencyKeys));
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
