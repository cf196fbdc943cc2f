import { type Placed, Places } from "@outcry/kernel";
import type { Reply, Request } from "./request.ts";
import { CommandTimeoutError } from "./timeouts.ts";

/** Every command is answered or timed out in this time. */
const ANSWER_MILLISECONDS_MAX = 3_000;
const WATCH_EVERY_MILLISECONDS = 200;

/** A request that somebody waits for. */
export type Entry = Placed &
  Readonly<{
    request: Request;
    since: number;
    resolve: (reply: Reply) => void;
    reject: (error: unknown) => void;
  }>;

/** Requests that were not answered yet; whoever waits too long is told so. */
export function makeUnanswered() {
  const entries = new Places<Entry>();
  const fail = (entry: Entry, error: unknown): void => {
    if (entries.remove(entry)) entry.reject(error);
  };
  const watch = setInterval(() => {
    const oldest = performance.now() - ANSWER_MILLISECONDS_MAX;
    for (const entry of entries.all()) if (entry.since <= oldest) fail(entry, new CommandTimeoutError());
  }, WATCH_EVERY_MILLISECONDS);
  watch.unref();
  return {
    add: (entry: Entry) => entries.add(entry),
    has: (entry: Entry) => entries.has(entry),
    answer: (entry: Entry, reply: Reply): void => {
      if (entries.remove(entry)) entry.resolve(reply);
    },
    fail,
    stop: () => clearInterval(watch),
  };
}

export type Unanswered = ReturnType<typeof makeUnanswered>;
