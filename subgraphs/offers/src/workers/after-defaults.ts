import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { bustTrade } from "../commands/bust-trade.ts";
import { pauseSomeBids } from "../commands/pause-bids.ts";
import type { MarketKey } from "../domain/order.ts";
import { unsettledDefaults } from "../store/pausing.ts";
import { bustsDue, forgetWaitingBust } from "../store/waiting-busts.ts";

const LOOK_EVERY = MILLISECONDS.second;
const DEFAULTS_PER_TURN_MAX = 100;

export type AfterDefaultsOptions = Readonly<{
  database: Database;
  logger: Logger;
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
  /** For tests: called wherever dying must do no harm. */
  crashPoint?: (name: string) => void;
}>;

export type AfterDefaults = Readonly<{
  /** Says that there may be something to do. */
  ring(): void;
  /** Does all that is due now; waits for a turn under way first. */
  turn(): Promise<void>;
  stop(): Promise<void>;
}>;

/**
 * Finishes what defaults began: pauses the bids of buyers whose payment failed in all their books, and busts what waited for
 * a halted market. Both are written down in the transaction that heard of the default, and done in steps that a transaction
 * each does once; so any instance may die at any of them, and any may go on.
 */
export function startAfterDefaults(options: AfterDefaultsOptions): AfterDefaults {
  const { database, logger, onCommit, crashPoint = () => undefined } = options;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function pauseAll(tradeId: string): Promise<void> {
    for (let more = true; more && !stopped; ) {
      const paused = await withTransaction(database, async (tx) => {
        const done = await pauseSomeBids(tx, tradeId);
        crashPoint("pause: not committed");
        return done;
      });
      crashPoint("pause: committed");
      more = paused.more;
      if (paused.changed.length > 0) onCommit(paused.changed, false);
    }
  }

  async function bustWaiting(): Promise<void> {
    for (const due of await bustsDue(database, DEFAULTS_PER_TURN_MAX)) {
      const market = await withTransaction(database, async (tx) => {
        await forgetWaitingBust(tx, due.tradeId);
        const busted = await bustTrade(tx, due);
        crashPoint("bust: not committed");
        return busted;
      });
      crashPoint("bust: committed");
      if (market) onCommit([market], true);
    }
  }

  async function doAll(): Promise<void> {
    await bustWaiting();
    for (const tradeId of await unsettledDefaults(database, DEFAULTS_PER_TURN_MAX)) await pauseAll(tradeId);
  }

  async function run(): Promise<void> {
    do {
      again = false;
      await doAll();
    } while (again && !stopped);
  }

  const ring = (): void => {
    again = true;
    running ??= run()
      .catch((error: unknown) =>
        logger.warn({ err: error }, "Following up on a default failed; the next turn tries again."),
      )
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(ring, LOOK_EVERY);
  timer.unref();
  return {
    ring,
    turn: async () => {
      ring();
      await running;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
