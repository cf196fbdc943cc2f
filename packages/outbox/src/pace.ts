import { performance } from "node:perf_hooks";

/** Above this the process has work for as long as it lives, and events take time from requests. */
const BUSY_UTILIZATION = 0.7;
/** While others wait for the same event loop, events get a fifth of a consumer's time; else half. */
const REST_PER_WORK_WHEN_BUSY = 4;
const REST_PER_WORK = 1;
/** A turn costs a dozen round trips however little it takes, so while others wait there is not one for every few events. */
const REST_MILLISECONDS_WHEN_BUSY = 250;
/** However long a turn was: a backlog must go on being worked off, or sagas would not end in their two minutes. */
const REST_MILLISECONDS_MAX = 500;

/**
 * Says how long to rest after a turn. Requests are waited for by people and events by nobody, and the turn after a rest takes
 * all that came meanwhile for little more than it costs to take one.
 */
export function makePace() {
  let before = performance.eventLoopUtilization();
  return (turnMilliseconds: number): number => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const rest =
      utilization > BUSY_UTILIZATION
        ? Math.max(turnMilliseconds * REST_PER_WORK_WHEN_BUSY, REST_MILLISECONDS_WHEN_BUSY)
        : turnMilliseconds * REST_PER_WORK;
    return Math.min(rest, REST_MILLISECONDS_MAX);
  };
}
