import { type Database, startUpkeep } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { pruneOutbox } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { outboxOfOffers } from "../events.ts";
import { pruneAnswers, pruneCandles } from "../store/retention.ts";
import { startDrawing } from "./draw-candles.ts";

/** Forgets what is past its time: heard events, answers under keys, and fine candles. */
async function prune(database: Database): Promise<void> {
  await pruneOutbox({ database, tables: outboxOfOffers });
  await pruneAnswers(database);
  await pruneCandles(database);
}

/** What nobody waits for: candles are drawn, old rows forgotten, and the planner's figures kept near the truth. */
export function startOwnUpkeep({ database, logger }: { database: Database; logger: Logger }): {
  /** Says that there were trades in markets. */
  traded(keys: readonly MarketKey[]): void;
  stop(): Promise<void>;
} {
  const drawing = startDrawing({ database, logger });
  const others = startUpkeep({
    ...{ sql: database.sql, schema: "offers", logger },
    chores: [
      {
        name: "forgetting what is old",
        everyMilliseconds: 10 * MILLISECONDS.minute,
        work: () => prune(database),
      },
    ],
  });
  return {
    traded: drawing.traded,
    async stop() {
      await Promise.all([drawing.stop(), others.stop()]);
    },
  };
}
