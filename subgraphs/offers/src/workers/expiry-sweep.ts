import { setTimeout as wait } from "node:timers/promises";
import { type Database, withTransaction } from "@outcry/database";
import type { Logger } from "@outcry/service";
import { EXPIRED_PER_MARKET_MAX, expireOrders } from "../commands/expire-orders.ts";
import type { MarketKey } from "../domain/order.ts";
import { type DueMarket, marketsDue } from "../store/sweeping.ts";

const EVERY_MILLISECONDS = 300;
/** What one turn takes on: while its markets are locked, whoever trades in them waits. */
const TURN = { marketsMax: 16, ordersMax: EXPIRED_PER_MARKET_MAX };
/**
 * Between two turns everybody else has the processors and the disk for this many times as long as the turn took: a sweep of
 * a million orders takes longer then, and placing hardly does.
 */
const PAUSE_PER_TURN = 1.5;
const PAUSE_MILLISECONDS_MIN = 2;

export type ExpirySweepOptions = Readonly<{
  database: Database;
  logger: Logger;
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
}>;

/** As many of the markets, longest due first, as one turn can take on; at least one. */
function oneTurnOf(due: readonly DueMarket[]): DueMarket[] {
  let orders = 0;
  return due.filter(({ over }, index) => {
    orders += over;
    return index === 0 || orders <= TURN.ordersMax;
  });
}

/** Sweeps expired orders out of their books within about a second. Several processes may: a swept market is no longer due. */
export function startExpirySweep({ database, logger, onCommit }: ExpirySweepOptions): {
  /** One turn; returns whether there is more to do. */
  turn(): Promise<boolean>;
  stop(): Promise<void>;
} {
  let running: Promise<void> | null = null;
  let stopped = false;

  async function turn(): Promise<boolean> {
    const due = await marketsDue(database, TURN);
    const now = oneTurnOf(due);
    if (now.length === 0) return false;
    const { changed, more } = await withTransaction(database, (tx) => expireOrders(tx, now));
    if (changed.length > 0) onCommit(changed, false);
    return more || now.length < due.length || due.length === TURN.marketsMax;
  }

  async function run(): Promise<void> {
    try {
      for (let more = true; more && !stopped; ) {
        const started = performance.now();
        more = await turn();
        if (more)
          await wait(Math.max(PAUSE_MILLISECONDS_MIN, (performance.now() - started) * PAUSE_PER_TURN));
      }
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
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
