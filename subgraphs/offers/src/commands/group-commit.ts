import { connectAlike, type Database } from "@outcry/database";
import { NOWHERE } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import type { CrashPoint } from "./apply-batch.ts";
import { answer, type Committing, commitUnderLocks, writePrepared } from "./commit-batch.ts";
import { makeKnownBooks } from "./known-books.ts";
import { makeKnownFacts } from "./known-facts.ts";
import { makeKnownOpen } from "./known-open.ts";
import { forget, makeNextBatch, type NextBatch, preparedOf } from "./next-batch.ts";
import type { Reply, Request } from "./request.ts";
import { TooManyAtOnceError } from "./timeouts.ts";
import { type Entry, makeUnanswered } from "./unanswered.ts";
import { makeWaitingLine } from "./waiting-line.ts";

/** Bounds, in commands. */
const WAITING = { most: 10_000, mostPerUser: 300 };
/** For the one statement of a prepared batch, one behind another, and how long it may wait for another process's locks. */
const WRITER = {
  poolMax: 1,
  sentAhead: 1,
  keepsPlans: true,
  statementMilliseconds: 2_500,
  lockMilliseconds: 2_000,
};

export type GroupCommitOptions = Readonly<{
  database: Database;
  logger: Logger;
  /** Called after each commit, with what it changed. */
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
  crashPoint?: CrashPoint;
}>;

/**
 * Decides a request and makes it durable before it answers. Throws CommandTimeoutError after three seconds (then the outcome is
 * unknown, and the same key settles it), TooManyAtOnceError, or a DatabaseFault. `since` is when somebody began to wait for it, if
 * that was earlier, by performance.now().
 */
export type Submit = (request: Request, since?: number) => Promise<Reply>;

export type GroupCommit = Readonly<{
  submit: Submit;
  stop(): Promise<void>;
}>;

type NextBatches = ReturnType<typeof makeNextBatch>;

/** A batch, and how it is being written when that has begun. */
type Turn = Readonly<{ batch: NextBatch; writing: Promise<boolean> | null }>;

/**
 * Commits a batch and meanwhile prepares the one after it, which is sent behind it at once and refused should this one fail. Then both
 * are decided again.
 */
async function commitInTurn(
  committing: Committing,
  batches: NextBatches,
  { batch, writing }: Turn,
): Promise<Turn | null> {
  const { entries, prepared } = batch;
  const stillWaiting = entries.filter(committing.unanswered.has);
  if (typeof prepared === "string") {
    if (stillWaiting.length > 0) await commitUnderLocks(committing, stillWaiting);
    return null;
  }
  let outcome: "UNKNOWN" | "COMMITTED" | "FAILED" = "UNKNOWN";
  const done = (writing ?? writePrepared(committing, prepared, null)).then((isCommitted) => {
    outcome = isCommitted ? "COMMITTED" : "FAILED";
    return isCommitted;
  });
  const ahead = batches.ahead(batch, done).then((next): Turn | null => {
    const following = preparedOf(next);
    if (next === null || following === null || outcome === "FAILED")
      return next && { batch: next, writing: null };
    const behind = outcome === "UNKNOWN" ? { prepared, done } : null;
    return { batch: next, writing: writePrepared(committing, following, behind) };
  });
  if (await done) {
    answer(committing, entries, prepared.applied);
    const next = await ahead;
    if (next?.batch.prepared !== "NEEDS_WHAT_IS_IN_FLIGHT") return next;
    return { batch: await batches.again(next.batch), writing: null };
  }
  const next = await ahead;
  await next?.writing;
  forget(batch, committing);
  if (next) forget(next.batch, committing);
  await commitUnderLocks(committing, stillWaiting, "loaded under the locks");
  return next && { batch: await batches.again(next.batch), writing: null };
}

/**
 * Collects the commands of this process and commits them in batches, one after the other; the batch that is written is the
 * only timer, so no delay is added. Meanwhile the next is decided, as if the first were committed already, and is sent behind it.
 * Any number of processes may do this on the same markets.
 */
export function makeGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { database, logger, onCommit, crashPoint = () => undefined } = options;
  const line = makeWaitingLine<Entry>(WAITING);
  const unanswered = makeUnanswered();
  const knownBooks = makeKnownBooks();
  const knownFacts = makeKnownFacts();
  const knownOpen = makeKnownOpen();
  const writer = connectAlike(database, WRITER);
  const known = { knownBooks, knownFacts, knownOpen };
  const committing = { database, writer, logger, onCommit, crashPoint, unanswered, ...known };
  const batches = makeNextBatch(line, { database, logger, unanswered, ...known });
  let running: Promise<void> | null = null;
  let stopped = false;

  async function run(): Promise<void> {
    let turn: Turn | null = null;
    while (turn !== null || line.length() > 0)
      turn = await commitInTurn(committing, batches, turn ?? { batch: await batches.now(), writing: null });
    running = null;
  }

  return {
    submit: (request, since = performance.now()) =>
      new Promise((resolve, reject) => {
        const entry: Entry = { request, since, resolve, reject, place: NOWHERE };
        const joined = stopped ? "LINE_FULL" : line.join(request.userId, entry);
        if (joined !== "JOINED") {
          reject(new TooManyAtOnceError(joined === "USER_FULL" ? "user" : "market"));
          return;
        }
        unanswered.add(entry);
        crashPoint("waiting");
        batches.joined();
        running ??= Promise.resolve().then(run);
      }),
    async stop() {
      stopped = true;
      await running;
      unanswered.stop();
      await writer.close();
    },
  };
}
