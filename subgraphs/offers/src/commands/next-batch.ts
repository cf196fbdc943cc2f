import type { Logger } from "@outcry/service";
import { factsAbout } from "./batch-facts.ts";
import { type Prepared, type Preparing, prepareBatch, type Unprepared } from "./prepare-batch.ts";
import type { Entry, Unanswered } from "./unanswered.ts";
import type { WaitingLine } from "./waiting-line.ts";

/** The most commands in a batch. */
const BATCH_MAX = 256;
/** Fewer commands than this are not split into two batches, of which one is decided while the other is written. */
const SPLIT_FROM = 16;

type Known = Pick<Preparing, "knownBooks" | "knownFacts">;

/** Requests taken out of the line, decided already or still to be. */
export type NextBatch = Readonly<{ entries: readonly Entry[]; prepared: Prepared | Unprepared }>;

/** A batch as it was prepared; null when it was not. */
export const preparedOf = (batch: NextBatch | null): Prepared | null =>
  batch && typeof batch.prepared !== "string" ? batch.prepared : null;

/** Forgets what a batch takes to be as it leaves it. */
export function forget({ entries, prepared }: NextBatch, { knownBooks, knownFacts }: Known): void {
  if (typeof prepared === "string") return;
  const requests = entries.map(({ request }) => request);
  const markets = [...prepared.books.values()].map(({ locked }) => locked.market);
  knownBooks.forget(prepared.books.keys());
  knownFacts.forget(factsAbout(requests, markets));
}

/** Lets what was begun get on its way, and those who were just answered come back with what they want next. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type NextBatchDependencies = Readonly<{ logger: Logger; unanswered: Unanswered }>;

/** Makes the batches of a line of those who wait: at once, or while another is written. */
export function makeNextBatch(
  line: WaitingLine<Entry>,
  { logger, unanswered, ...preparing }: Omit<Preparing, "inFlight"> & NextBatchDependencies,
) {
  let onJoin: () => void = () => undefined;
  /** Whether the last batch could be decided without locks: else nothing is decided ahead, and halves are only smaller. */
  let goWithoutLocks = true;

  const prepare = async (entries: readonly Entry[], inFlight: Prepared | null): Promise<NextBatch> => {
    const requests = entries.map(({ request }) => request);
    if (requests.length === 0) return { entries, prepared: "NEEDS_LOCKS" };
    try {
      const prepared = await prepareBatch(requests, { ...preparing, inFlight });
      goWithoutLocks = prepared !== "NEEDS_LOCKS";
      return { entries, prepared };
    } catch (error) {
      logger.debug({ err: error }, "A batch could not be prepared.");
      return { entries, prepared: "NEEDS_LOCKS" };
    }
  };

  /** All; or so many that, of all that are under way, half are decided while the other half is written. */
  function take(inFlight: number): Entry[] {
    const all = line.length() + inFlight;
    const half = Math.min(Math.ceil(all / 2), BATCH_MAX);
    return line.take(goWithoutLocks && all >= SPLIT_FROM ? half : BATCH_MAX).filter(unanswered.has);
  }

  /** Resolves to whether at least half as many wait as are in flight; to false when those are done before that. */
  const enoughWait = (inFlight: number, done: Promise<unknown>): Promise<boolean> =>
    new Promise((resolve) => {
      onJoin = () => {
        if (line.length() * 2 >= inFlight) resolve(true);
      };
      done.then(() => resolve(false));
      onJoin();
    });

  return {
    /** To be called when somebody joins the line. */
    joined: (): void => onJoin(),
    /** The next batch, when nothing is in flight. */
    now: (): Promise<NextBatch> => prepare(take(0), null),
    /** A batch that could not be prepared, or was for nothing, anew. */
    again: ({ entries }: NextBatch): Promise<NextBatch> => prepare(entries.filter(unanswered.has), null),
    /** The batch after the one in flight, decided as if that were committed; null when it is done before enough wait. */
    async ahead(inFlight: NextBatch, done: Promise<unknown>): Promise<NextBatch | null> {
      const isWorthIt = await enoughWait(inFlight.entries.length, done);
      onJoin = () => undefined;
      if (!isWorthIt) return null;
      await nextTurn();
      return prepare(take(inFlight.entries.length), preparedOf(inFlight));
    },
  };
}
