import { type Database, DatabaseFault, type Tx, violatedConstraint, withTransaction } from "@outcry/database";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { recordEncoded } from "../store/record.ts";
import { type Applied, applyBatch, type CrashPoint } from "./apply-batch.ts";
import { factsAbout, factsFor } from "./batch-facts.ts";
import type { KnownBooks } from "./known-books.ts";
import type { KnownFacts } from "./known-facts.ts";
import type { KnownOpen } from "./known-open.ts";
import type { Prepared } from "./prepare-batch.ts";
import type { Entry, Unanswered } from "./unanswered.ts";

const TRANSACTION_MILLISECONDS_MAX = 2_800;

/** What all batches of a process share. */
export type Committing = Readonly<{
  database: Database;
  /** A connection of its own, so that a burst of reads never holds up the market. */
  writer: Database;
  logger: Logger;
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
  crashPoint: CrashPoint;
  unanswered: Unanswered;
  knownBooks: KnownBooks;
  knownFacts: KnownFacts;
  knownOpen: KnownOpen;
}>;

/** Tells of a batch that is committed: those who wait for its commands, and those who follow its markets. */
export function answer(
  { onCommit, unanswered, crashPoint }: Committing,
  entries: readonly Entry[],
  { changed, announced, replies }: Applied,
): void {
  crashPoint("committed");
  if (changed.length > 0) onCommit(changed, announced);
  for (const [index, entry] of entries.entries()) {
    const reply = replies[index];
    if (reply) unanswered.answer(entry, reply);
    crashPoint("answered");
  }
}

async function commit(
  committing: Committing,
  entries: readonly Entry[],
  factsAre: "loaded beside the locks" | "loaded under the locks",
): Promise<void> {
  const { database, knownBooks, knownFacts, knownOpen, crashPoint } = committing;
  const requests = entries.map(({ request }) => request);
  const work = (tx: Tx) => {
    const early = factsAre === "loaded beside the locks" ? factsFor(database, requests) : null;
    early?.catch(() => undefined); // The batch may fail before it asks for them.
    return applyBatch(tx, requests, {
      facts: (inner) => early ?? factsFor(inner, requests),
      knownBooks,
      knownOpen,
      crashPoint,
    });
  };
  const applied = await withTransaction(database, work, {
    withinMilliseconds: TRANSACTION_MILLISECONDS_MAX,
  });
  applied.keepBooks();
  knownFacts.heard(applied.now);
  knownFacts.forget(factsAbout(requests)); // Those with caps have placed more.
  answer(committing, entries, applied);
}

/** Another process answered one of these keys after we looked it up: under the locks we see what it answered. */
const answeredElsewhere = (error: unknown): boolean => violatedConstraint(error) === "answers_pkey";

/**
 * Commits a batch in a transaction that has the locks of its markets before it reads them. One that fails is retried command
 * by command, so that no command can fail another. Never throws: whoever waits is told.
 */
export async function commitUnderLocks(
  committing: Committing,
  entries: readonly Entry[],
  factsAre: "loaded beside the locks" | "loaded under the locks" = "loaded beside the locks",
): Promise<void> {
  const { unanswered, logger } = committing;
  try {
    await commit(committing, entries, factsAre).catch((error: unknown) => {
      if (!answeredElsewhere(error)) throw error;
      return commit(committing, entries, "loaded under the locks");
    });
  } catch (error) {
    if (entries.length === 1 || error instanceof DatabaseFault) {
      for (const entry of entries) unanswered.fail(entry, error);
      return;
    }
    logger.warn({ err: error, commands: entries.length }, "A batch failed; its commands go one by one.");
    for (const entry of entries) if (unanswered.has(entry)) await commitUnderLocks(committing, [entry]);
  }
}

/** The batch that another is sent behind, and whether it is committed in the end. */
export type Ahead = Readonly<{ prepared: Prepared; done: Promise<boolean> }>;

/**
 * Writes a batch that was decided without locks. Resolves to false when that cannot be said of it, because its books
 * changed, a key was answered meanwhile, or the connection was lost: then it must go under locks, where its keys tell what
 * became of it. Whatever may still be on its way from here then fails, because its markets or its keys are not as it left them.
 */
export async function writePrepared(
  { writer, knownBooks, knownFacts, crashPoint }: Committing,
  { name, records }: Prepared,
  ahead: Ahead | null,
): Promise<boolean> {
  try {
    crashPoint("decided");
    const names = { batch: name, follows: ahead?.prepared.records ? ahead.prepared.name : null };
    const written = records && recordEncoded(writer, records, names);
    crashPoint("sent");
    await written;
    knownBooks.heard(false);
    return true;
  } catch (error) {
    if (answeredElsewhere(error)) knownFacts.keyCameAgain();
    // Behind one that failed it had to fail, which says nothing of its own books.
    else if (ahead === null || (await ahead.done)) knownBooks.heard(true);
    return false;
  }
}
