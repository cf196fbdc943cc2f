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

  const release = (): (() => void) => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      free += 1;
      const [next] = waiting;
      if (next !== undefined) next();
    };
  };

  return {
    take: (milliseconds) => {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(release());
      }
      const busy = () => new DatabaseBusyError("Every database connection is in use.", "nothing");
      if (waiting.size >= WAITING_MAX) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const enter = () => {
          clearTimeout(timer);
          waiting.delete(enter);
          free -= 1;
          resolve(release());
        };
        const timer = setTimeout(() => {
          waiting.delete(enter);
          reject(busy());
        }, milliseconds);
        waiting.add(enter);
      });
    },
  };
}
