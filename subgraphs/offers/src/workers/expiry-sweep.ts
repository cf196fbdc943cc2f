import { type Database, withTransaction } from "@outcry/database";
import type { Logger } from "@outcry/service";
import { expireOrders } from "../commands/expire-orders.ts";
import type { MarketKey } from "../domain/order.ts";
import { marketsDue } from "../store/sweeping.ts";

const EVERY_MILLISECONDS = 300;
/** Few at a time: while they are swept, whoever trades in them waits. */
const MARKETS_PER_TURN_MAX = 8;
/** Turns in a row before the timer is waited for again. */
const TURNS_MAX = 500;

/** Between two turns, those who waited for a market go first. */
const yieldToTraders = () => new Promise((resolve) => setTimeout(resolve, 2));

export type ExpirySweepOptions = Readonly<{
  database: Database;
  logger: Logger;
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
}>;

/** Sweeps expired orders out of their books within about a second. Several processes may: a swept market is no longer due. */
export function startExpirySweep({ database, logger, onCommit }: ExpirySweepOptions): {
  /** One turn; returns whether there is more to do. */
  turn(): Promise<boolean>;
  stop(): Promise<void>;
} {
  let running: Promise<void> | null = null;

  async function turn(): Promise<boolean> {
    const due = await marketsDue(database, MARKETS_PER_TURN_MAX);
    if (due.length === 0) return false;
    const { changed, more } = await withTransaction(database, (tx) => expireOrders(tx, due));
    if (changed.length > 0) onCommit(changed, false);
    return more || due.length === MARKETS_PER_TURN_MAX;
  }

  async function run(): Promise<void> {
    try {
      for (let turns = 0; turns < TURNS_MAX && (await turn()); turns += 1) await yieldToTraders();
    } catch (error) {
      logger.warn({ err: error }, "Sweeping expired orders failed; the next turn tries again.");
    }
    running = null;
  }

  const timer = setInterval(() => {
    running ??= run();
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    turn,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
