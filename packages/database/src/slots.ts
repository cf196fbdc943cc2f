import { DatabaseBusyError } from "./faults.ts";

const WAITING_MAX = 1_000;

/** A counted right to enter, handed out in the order of asking. */
export type Slots = {
  /** Resolves to the function that gives the slot back. Throws DatabaseBusyError when none came free in time. */
  take(milliseconds: number): Promise<() => void>;
};

export function makeSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  const enter = (): (() => void) => {
    free -= 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      free += 1;
      const [next] = waiting;
      next?.();
    };
  };

  return {
    take: (milliseconds) => {
      if (free > 0) return Promise.resolve(enter());
      if (waiting.size >= WAITING_MAX) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const next = () => {
          clearTimeout(timer);
          waiting.delete(next);
          resolve(enter());
        };
        const timer = setTimeout(() => {
          waiting.delete(next);
          reject(busy());
        }, milliseconds);
        waiting.add(next);
      });
    },
  };
}

const busy = () => new DatabaseBusyError("Every database connection is in use.", "nothing");
