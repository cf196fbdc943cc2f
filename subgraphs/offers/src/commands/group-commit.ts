import { type Database, DatabaseFault, withTransaction } from "@outcry/database";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { applyBatch, type CrashPoint } from "./apply-batch.ts";
import type { Reply, Request } from "./request.ts";
import { CommandTimeoutError, TooManyAtOnceError } from "./timeouts.ts";
import { makeWaitingLine } from "./waiting-line.ts";

/** Bounds, in commands. */
const BATCH_MAX = 256;
const WAITING = { most: 10_000, mostPerUser: 300 };
/** Every command is answered or timed out in this time. */
const ANSWER_MILLISECONDS_MAX = 3_000;
const TRANSACTION_MILLISECONDS_MAX = 2_800;
const WATCH_EVERY_MILLISECONDS = 200;

export type GroupCommitOptions = Readonly<{
  database: Database;
  logger: Logger;
  /** Called after each commit, with what it changed. */
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
  crashPoint?: CrashPoint;
}>;

export type GroupCommit = Readonly<{
  /**
   * Decides a request and makes it durable before it answers. Throws CommandTimeoutError after three seconds (then the
   * outcome is unknown, and the same key settles it), TooManyAtOnceError, or a DatabaseFault.
   */
  submit(request: Request): Promise<Reply>;
  stop(): Promise<void>;
}>;

type Entry = Readonly<{
  request: Request;
  since: number;
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
}>;

/** Requests that were not answered yet, oldest first; whoever waits too long is told so. */
function makeUnanswered() {
  const entries = new Set<Entry>();
  const fail = (entry: Entry, error: unknown): void => {
    if (entries.delete(entry)) entry.reject(error);
  };
  const watch = setInterval(() => {
    const oldest = performance.now() - ANSWER_MILLISECONDS_MAX;
    for (const entry of entries) {
      if (entry.since > oldest) break; // A set keeps its order of insertion.
      fail(entry, new CommandTimeoutError());
    }
  }, WATCH_EVERY_MILLISECONDS);
  watch.unref();
  return {
    add: (entry: Entry) => entries.add(entry),
    has: (entry: Entry) => entries.has(entry),
    answer: (entry: Entry, reply: Reply): void => {
      if (entries.delete(entry)) entry.resolve(reply);
    },
    fail,
    stop: () => clearInterval(watch),
  };
}
type Unanswered = ReturnType<typeof makeUnanswered>;

async function commit(
  { database, onCommit, crashPoint = () => undefined }: GroupCommitOptions,
  unanswered: Unanswered,
  entries: readonly Entry[],
): Promise<void> {
  const requests = entries.map(({ request }) => request);
  const applied = await withTransaction(database, (tx) => applyBatch(tx, requests, crashPoint), {
    withinMilliseconds: TRANSACTION_MILLISECONDS_MAX,
  });
  crashPoint("committed");
  if (applied.changed.length > 0) onCommit(applied.changed, applied.announced);
  for (const [index, entry] of entries.entries()) {
    const reply = applied.replies[index];
    if (reply) unanswered.answer(entry, reply);
    crashPoint("answered");
  }
}

/** A batch that fails is retried command by command, so that no command can fail another. */
async function commitOrRetry(
  options: GroupCommitOptions,
  unanswered: Unanswered,
  entries: readonly Entry[],
): Promise<void> {
  try {
    await commit(options, unanswered, entries);
  } catch (error) {
    if (entries.length === 1 || error instanceof DatabaseFault) {
      for (const entry of entries) unanswered.fail(entry, error);
      return;
    }
    options.logger.warn(
      { err: error, commands: entries.length },
      "A batch failed; its commands go one by one.",
    );
    for (const entry of entries) if (unanswered.has(entry)) await commitOrRetry(options, unanswered, [entry]);
  }
}

/**
 * Collects the commands of this process and commits them in batches: one in flight at a time, and what arrives meanwhile is
 * the next. The batch in flight is the only timer, so no delay is added. Any number of processes may do this on the same markets.
 */
export function makeGroupCommit(options: GroupCommitOptions): GroupCommit {
  const line = makeWaitingLine<Entry>(WAITING);
  const unanswered = makeUnanswered();
  let running: Promise<void> | null = null;
  let stopped = false;

  async function run(): Promise<void> {
    while (line.length() > 0) {
      const batch = line.take(BATCH_MAX).filter(unanswered.has);
      if (batch.length > 0) await commitOrRetry(options, unanswered, batch);
    }
    running = null;
  }

  return {
    submit: (request) =>
      new Promise((resolve, reject) => {
        const entry: Entry = { request, since: performance.now(), resolve, reject };
        const joined = stopped ? "LINE_FULL" : line.join(request.userId, entry);
        if (joined !== "JOINED") {
          reject(new TooManyAtOnceError(joined === "USER_FULL" ? "user" : "market"));
          return;
        }
        unanswered.add(entry);
        options.crashPoint?.("waiting");
        running ??= Promise.resolve().then(run);
      }),
    async stop() {
      stopped = true;
      await running;
      unanswered.stop();
    },
  };
}
