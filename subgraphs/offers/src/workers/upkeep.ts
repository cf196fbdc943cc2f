import type { Database } from "@outcry/database";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { startDrawing } from "./draw-candles.ts";
import { startPruning } from "./prune.ts";
import { startStatistics } from "./statistics.ts";

/** What nobody waits for: candles are drawn, old rows forgotten, and the planner's figures kept near the truth. */
export function startUpkeep(dependencies: { database: Database; logger: Logger }): {
  /** Says that there were trades in markets. */
  traded(keys: readonly MarketKey[]): void;
  stop(): Promise<void>;
} {
  const drawing = startDrawing(dependencies);
  const others = [startPruning(dependencies), startStatistics(dependencies)];
  return {
    traded: drawing.traded,
    async stop() {
      await Promise.all([drawing, ...others].map((worker) => worker.stop()));
    },
  };
}
