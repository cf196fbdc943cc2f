import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { ORDERS_PER_SWEEP_MAX } from "../commands/cancel-overdue.ts";

const SWEEP_EVERY = 5 * MILLISECONDS.second;

export type Worker = { stop(): Promise<void> };

/** Looks every few seconds for orders whose deadline has passed. The deadline is a row: a late look is late, not wrong. */
export function startOverdueSweep(sweep: () => Promise<number>, logger: Logger): Worker {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    try {
      while ((await sweep()) === ORDERS_PER_SWEEP_MAX && !stopped);
    } catch (error) {
      logger.warn({ err: error }, "Looking for overdue orders failed; trying again.");
    }
    if (!stopped) timer = setTimeout(() => (running = turn()), SWEEP_EVERY);
  };
  let running = turn();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
