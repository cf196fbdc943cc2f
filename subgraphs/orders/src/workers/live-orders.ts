import { invariant, MILLISECONDS } from "@outcry/kernel";
import type { Doorbell } from "@outcry/outbox";
import type { Logger } from "@outcry/service";

const LOOK_EVERY = MILLISECONDS.second;
const WATCHED_MAX = 10_000;

type Watch = { seen: number; notify: () => void };

export type LiveOrders = {
  /** An order as it is and each time something has happened to it. `read` decides at each turn whether the watcher may still see it. */
  watch<Seen extends { eventCount: number }>(
    orderId: string,
    read: () => Promise<Seen | null>,
  ): AsyncIterableIterator<Seen | null>;
  stop(): Promise<void>;
};

/**
 * Tells watchers that something happened to their order. It looks at the counts of what is watched, in one statement, when
 * the doorbell rings and every second without it: so nothing is missed when a ring is, and no instance needs to know another.
 */
export function makeLiveOrders(options: {
  eventCounts: (ids: readonly string[]) => Promise<Map<string, number>>;
  doorbell: Doorbell;
  logger: Logger;
}): LiveOrders {
  const watches = new Map<string, Set<Watch>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  const look = async (): Promise<void> => {
    do {
      lookAgain = false;
      if (watches.size === 0) return;
      try {
        const counts = await options.eventCounts([...watches.keys()]);
        for (const [orderId, ofOrder] of watches)
          for (const watch of ofOrder) if ((counts.get(orderId) ?? 0) > watch.seen) watch.notify();
      } catch (error) {
        options.logger.warn({ err: error }, "Looking for changed orders failed; trying again.");
      }
    } while (lookAgain);
  };
  const ring = () => {
    lookAgain = true;
    looking ??= look().finally(() => (looking = null));
  };
  const stopListening = options.doorbell.listen("orders", ring);
  const timer = setInterval(ring, LOOK_EVERY);
  timer.unref();

  const add = (orderId: string, watch: Watch): (() => void) => {
    const ofOrder = watches.get(orderId) ?? new Set();
    invariant(watches.size < WATCHED_MAX, `At most ${WATCHED_MAX} orders are watched at once.`);
    watches.set(orderId, ofOrder.add(watch));
    return () => {
      ofOrder.delete(watch);
      if (ofOrder.size === 0 && watches.get(orderId) === ofOrder) watches.delete(orderId);
    };
  };

  return {
    watch: (orderId, read) => watching(read, (watch) => add(orderId, watch)),
    stop: async () => {
      stopListening();
      clearInterval(timer);
      await looking;
    },
  };
}

/** Written by hand because a generator that waits cannot be ended from outside until something happens. */
function watching<Seen extends { eventCount: number }>(
  read: () => Promise<Seen | null>,
  add: (watch: Watch) => () => void,
): AsyncIterableIterator<Seen | null> {
  let wake: () => void = () => undefined;
  let rung = true;
  let ended = false;
  const watch: Watch = {
    seen: -1,
    notify: () => {
      rung = true;
      wake();
    },
  };
  const remove = add(watch);
  const end = () => {
    ended = true;
    remove();
    wake();
  };
  const nextSeen = async (): Promise<IteratorResult<Seen | null>> => {
    while (!ended) {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
      if (ended) break;
      const seen = await read();
      if (seen === null) {
        end();
        return { done: false, value: null };
      }
      if (seen.eventCount <= watch.seen) continue;
      watch.seen = seen.eventCount;
      return { done: false, value: seen };
    }
    return { done: true, value: undefined };
  };
  return {
    next: nextSeen,
    return: async () => {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
