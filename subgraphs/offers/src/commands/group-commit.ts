import { type Database, DatabaseFault, type Tx, violatedConstraint, withTransaction } from "@outcry/database";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { loadFacts } from "../store/facts.ts";
import type { Runner } from "../store/statement.ts";
import { applyBatch, type CrashPoint } from "./apply-batch.ts";
import { type KnownBooks, makeKnownBooks } from "./known-books.ts";
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

const tradesOfTheirOwn = ({ intent }: Request): boolean =>
  "command" in intent && ["PLACE", "TAKE", "AMEND"].includes(intent.command.kind);

const factsFor = (on: Runner, requests: readonly Request[]) =>
  loadFacts(
    on,
    [...new Set(requests.filter(tradesOfTheirOwn).map(({ userId }) => userId))],
    requests.flatMap(({ key }) => (key ? [key] : [])),
  );

/** What all batches of a process share. */
type Process = Readonly<{ unanswered: Unanswered; knownBooks: KnownBooks }>;

async function commit(
  { database, onCommit, crashPoint = () => undefined }: GroupCommitOptions,
  { unanswered, knownBooks }: Process,
  entries: readonly Entry[],
  factsAre: "loaded beside the locks" | "loaded under the locks" = "loaded beside the locks",
): Promise<void> {
  const requests = entries.map(({ request }) => request);
  const work = (tx: Tx) => {
    const early = factsAre === "loaded beside the locks" ? factsFor(database, requests) : null;
    early?.catch(() => undefined); // The batch may fail before it asks for them.
    return applyBatch(tx, requests, {
      facts: (inner) => early ?? factsFor(inner, requests),
      knownBooks,
      crashPoint,
    });
  };
  const applied = await withTransaction(database, work, {
    withinMilliseconds: TRANSACTION_MILLISECONDS_MAX,
  });
  applied.keepBooks();
  crashPoint("committed");
  if (applied.changed.length > 0) onCommit(applied.changed, applied.announced);
  for (const [index, entry] of entries.entries()) {
    const reply = applied.replies[index];
    if (reply) unanswered.answer(entry, reply);
    crashPoint("answered");
  }
}

/** Another process answered one of these keys after we looked it up: under the locks we see what it answered. */
const answeredElsewhere = (error: unknown): boolean => violatedConstraint(error) === "answers_pkey";

/** A batch that fails is retried command by command, so that no command can fail another. */
async function commitOrRetry(
  options: GroupCommitOptions,
  process: Process,
  entries: readonly Entry[],
): Promise<void> {
  const { unanswered } = process;
  try {
    await commit(options, process, entries).catch((error: unknown) => {
      if (!answeredElsewhere(error)) throw error;
      return commit(options, process, entries, "loaded under the locks");
    });
  } catch (error) {
    if (entries.length === 1 || error instanceof DatabaseFault) {
      for (const entry of entries) unanswered.fail(entry, error);
      return;
    }
    options.logger.warn(
      { err: error, commands: entries.length },
      "A batch failed; its commands go one by one.",
    );
    for (const entry of entries) if (unanswered.has(entry)) await commitOrRetry(options, process, [entry]);
  }
}

/**
 * Collects the commands of this process and commits them in batches: one in flight at a time, and what arrives meanwhile is
 * the next. The batch in flight is the only timer, so no delay is added. Any number of processes may do this on the same markets.
 */
export function makeGroupCommit(options: GroupCommitOptions): GroupCommit {
  const line = makeWaitingLine<Entry>(WAITING);
  const unanswered = makeUnanswered();
  const process: Process = { unanswered, knownBooks: makeKnownBooks() };
  let running: Promise<void> | null = null;
  let stopped = false;

  async function run(): Promise<void> {
    while (line.length() > 0) {
      const batch = line.take(BATCH_MAX).filter(unanswered.has);
      if (batch.length > 0) await commitOrRetry(options, process, batch);
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
