import { performance } from "node:perf_hooks";
import { MILLISECONDS } from "@outcry/kernel";

/** About what a process spends on a request to the provider, on recording its answer, and on the webhook about it. */
const STEP_MILLISECONDS = 10;
/** When others use so much of the process beside our steps, somebody waits for it. */
const BUSY_WITH_OTHERS = 0.3;
/** Then steps get a fifth of its time, a few at once: whoever waits, waits for all that are under way. */
const REST_PER_WORK = 4;
const STEPS_AT_ONCE = 8;
/** Until somebody's money has waited for so long: from then on we give way to nobody. Promised are two minutes. */
const GIVES_WAY_FOR = 30 * MILLISECONDS.second;

export type GivingWay = Readonly<{
  /** How many steps to take now. */
  most(): number;
  /** How long to rest before taking more than these. */
  restAfter(steps: readonly { waitedMilliseconds: number }[]): number;
}>;

/** How much of its process others use: all of it that was used since the last look, but for what our own steps take. */
const usedByOthers = (utilization: number, ownSteps: number, milliseconds: number): number =>
  utilization - (ownSteps * STEP_MILLISECONDS) / Math.max(1, milliseconds);

/**
 * People wait for requests and nobody for the provider, so a process that has both serves people first and the provider
 * sooner or later. A process without requests never rests.
 */
export function makeGivingWay(): GivingWay {
  let before = performance.eventLoopUtilization();
  let lookedAt = performance.now();
  let taken = 0;
  let givesWay = false;

  const look = (): boolean => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    const others = usedByOthers(utilization, taken, performance.now() - lookedAt);
    before = now;
    lookedAt = performance.now();
    return others > BUSY_WITH_OTHERS;
  };
  return {
    most: () => (givesWay ? STEPS_AT_ONCE : Number.POSITIVE_INFINITY),
    restAfter(steps) {
      const isBusy = look();
      taken = steps.length;
      givesWay = isBusy && steps.every(({ waitedMilliseconds }) => waitedMilliseconds < GIVES_WAY_FOR);
      return givesWay ? steps.length * STEP_MILLISECONDS * REST_PER_WORK : 0;
    },
  };
}
