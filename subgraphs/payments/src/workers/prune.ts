import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { forgetOld } from "../store/retention.ts";

const EVERY_MILLISECONDS = 10 * MILLISECONDS.minute;

/** Forgets what is past its time, every ten minutes. A failed turn is logged; the next one tries again. */
export function startPruning({ database, logger }: { database: Database; logger: Logger }): {
  stop(): Promise<void>;
} {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = forgetOld(database).catch((error: unknown) => logger.warn({ err: error }, "Pruning failed."));
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
