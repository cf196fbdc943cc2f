import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import { drawCandles, marketsBehind } from "../store/drawing.ts";

/** Readers add up the trades of so long themselves. */
const EVERY_MILLISECONDS = 2 * MILLISECONDS.second;
/** How often it looks for what a process that died, or a turn that failed, left behind. */
const LOOK_EVERY_MILLISECONDS = 5 * MILLISECONDS.minute;
const MARKETS_PER_TRANSACTION = 32;
const MARKETS_FOUND_MAX = 1_000;

/** Draws the candles of what was traded. Several processes may, on the same markets. */
export type Drawing = Readonly<{
  /** Says that there were trades in markets. */
  traded(keys: readonly MarketKey[]): void;
  /** Draws all that it heard of before; joins a turn under way. */
  turn(): Promise<void>;
  stop(): Promise<void>;
}>;

export function startDrawing({ database, logger }: { database: Database; logger: Logger }): Drawing {
  const waiting = new Map<string, MarketKey>();
  let running: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const traded = (keys: readonly MarketKey[]): void => {
    for (const key of keys) waiting.set(keyOf(key), key);
  };

  async function look(): Promise<void> {
    const now = performance.now();
    if (now - lookedAt < LOOK_EVERY_MILLISECONDS) return;
    lookedAt = now;
    traded(await marketsBehind(database, MARKETS_FOUND_MAX));
  }

  async function draw(): Promise<void> {
    try {
      await look();
      // What is traded from here on waits for the next turn, so that a busy market is not drawn all the time.
      const due = [...waiting.values()];
      waiting.clear();
      for (let first = 0; first < due.length && !stopped; first += MARKETS_PER_TRANSACTION) {
        const keys = due.slice(first, first + MARKETS_PER_TRANSACTION);
        try {
          traded(await withTransaction(database, (tx) => drawCandles(tx, keys)));
        } catch (error) {
          traded(due.slice(first));
          throw error;
        }
      }
    } catch (error) {
      logger.warn({ err: error }, "Drawing candles failed; the next turn tries again.");
    }
  }

  const turn = (): Promise<void> => {
    running ??= draw().finally(() => {
      running = null;
    });
    return running;
  };
  const timer = setInterval(turn, EVERY_MILLISECONDS);
  timer.unref();
  return {
    traded,
    turn,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
