import type { Reply, Request } from "./request.ts";
import { CommandTimeoutError } from "./timeouts.ts";

/** Every command is answered or timed out in this time. */
const ANSWER_MILLISECONDS_MAX = 3_000;
const WATCH_EVERY_MILLISECONDS = 200;

/** Where an entry is that is not among the unanswered. */
export const NOWHERE = -1;

/** A request that somebody waits for. */
export type Entry = Readonly<{
  request: Request;
  since: number;
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
}> & {
  /** Which place it has among the unanswered; theirs to change. */
  place: number;
};

/**
 * Requests that were not answered yet; whoever waits too long is told so. In places that are used again, because a Set that is added to
 * and deleted from all the time has V8's young collections keep all that was ever in it (see `makeBusy` of the kernel): that was
 * every request with its answer, and half of what a collection took.
 */
export function makeUnanswered() {
  const places: (Entry | null)[] = [];
  const free: number[] = [];

  const has = (entry: Entry): boolean => places[entry.place] === entry;
  const add = (entry: Entry): void => {
    entry.place = free.pop() ?? places.length;
    places[entry.place] = entry;
  };
  /** Whether it was there. */
  const remove = (entry: Entry): boolean => {
    if (!has(entry)) return false;
    places[entry.place] = null;
    free.push(entry.place);
    return true;
  };
  const fail = (entry: Entry, error: unknown): void => {
    if (remove(entry)) entry.reject(error);
  };
  const watch = setInterval(() => {
    const oldest = performance.now() - ANSWER_MILLISECONDS_MAX;
    for (const entry of places) if (entry && entry.since <= oldest) fail(entry, new CommandTimeoutError());
  }, WATCH_EVERY_MILLISECONDS);
  watch.unref();
  return {
    add,
    has,
    answer: (entry: Entry, reply: Reply): void => {
      if (remove(entry)) entry.resolve(reply);
    },
    fail,
    stop: () => clearInterval(watch),
  };
}

export type Unanswered = ReturnType<typeof makeUnanswered>;
