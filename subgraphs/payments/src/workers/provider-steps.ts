import { withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { type Heard, learnFacts } from "../commands/learn-facts.ts";
import { nextTryAt } from "../domain/retry.ts";
import { ProviderRefusal } from "../provider.ts";
import { type ClaimedStep, countDueSteps, postponeStep } from "../store/steps.ts";
import { makeBell } from "./bell.ts";
import { makeClaims } from "./claims.ts";
import { performStep, type StepDeps } from "./perform-step.ts";

/** Requests to the provider at once. */
const IN_FLIGHT_MAX = 12;
/** Steps that are claimed ahead, so that a claim is worth its transaction; well within their lease. */
const QUEUED_MAX = 36;
/** Facts that are recorded in one transaction. */
const FACTS_PER_TRANSACTION_MAX = 64;
/** While many requests are in flight, their answers are waited for this long, to be recorded together. */
const LINGER = 25;
const LINGER_FROM = 4;
const IDLE_LOOK = 20;
const PAUSE_AFTER_FAULT = MILLISECONDS.second / 4;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export type StepWorker = {
  /** Says that there may be something to do. */
  ring(): void;
  /** Settles when no step is due and none is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

export type StepWorkerOptions = StepDeps & Readonly<{ logger: Logger; afterwards: () => void }>;

/**
 * Does what the provider is to do: claims steps that are due, has several of them done at once, and records what came of them
 * many to a transaction. Any number of instances may run; whoever dies loses nothing but time.
 */
export function startStepWorker(options: StepWorkerOptions): StepWorker {
  const bell = makeBell();
  const inFlight = new Set<Promise<void>>();
  const queue: ClaimedStep[] = [];
  const recorder = makeRecorder(options, {
    whenDone: bell.ring,
    lingers: () => inFlight.size >= LINGER_FROM,
  });
  let stopped = false;
  const claims = makeClaims(options);

  const perform = async (step: ClaimedStep): Promise<void> => {
    try {
      recorder.add({ paymentId: step.payment.id, fact: await performStep(options, step) }, step);
    } catch (error) {
      await putOff(options, step, error);
    }
  };
  const begin = (step: ClaimedStep) => {
    const running = perform(step)
      .catch((error: unknown) =>
        options.logger.error({ err: error, stepId: step.id }, "A step was dropped until its lease ends."),
      )
      .finally(() => {
        inFlight.delete(running);
        bell.ring();
      });
    inFlight.add(running);
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      const isLow = queue.length < QUEUED_MAX / 2 && recorder.hasRoom();
      const steps = isLow ? await claims.take(QUEUED_MAX - queue.length) : [];
      queue.push(...steps);
      while (inFlight.size < IN_FLIGHT_MAX) {
        const step = queue.shift();
        if (!step) break;
        begin(step);
      }
      if (steps.length === 0) await bell.wait(claims.waitsFor());
    }
  };
  const running = run();
  const ring = (): void => {
    claims.expect();
    bell.ring();
  };
  return {
    ring,
    idle: async () => {
      while ((await countDueSteps(options.database)) > 0 || inFlight.size + queue.length > 0) {
        ring();
        await Promise.all(inFlight);
        await recorder.flushed();
        await pause(IDLE_LOOK);
      }
    },
    stop: async () => {
      stopped = true;
      bell.ring();
      await running;
      await Promise.all(inFlight);
      await recorder.flushed();
    },
  };
}

/** Puts a step off that came to nothing yet. What is owed is owed: only a charge is ever given up, and that by its own rule. */
async function putOff(
  { database, clock, logger }: StepWorkerOptions,
  step: ClaimedStep,
  error: unknown,
): Promise<void> {
  const details = { err: error, kind: step.kind, paymentId: step.payment.id, tries: step.tries };
  if (error instanceof ProviderRefusal)
    logger.error(details, "The provider refuses to move money that is owed.");
  else logger.warn(details, "The provider did not answer; asking again.");
  const dueAt = nextTryAt(clock(), step.tries, Math.random());
  await postponeStep(database, step, { dueAt, error: String(error) });
}

/** A charge that waits for the buyer's bank or for a slow network is asked after again, for as long as that takes. */
const isSettled = ({ fact }: Heard): boolean => fact.kind !== "REQUIRES_ACTION" && fact.kind !== "PROCESSING";

function makeRecorder(
  options: StepWorkerOptions,
  { whenDone, lingers }: { whenDone: () => void; lingers: () => boolean },
) {
  const waiting: { heard: Heard; step: ClaimedStep }[] = [];
  let recording: Promise<void> | null = null;

  const recordAll = async (): Promise<void> => {
    if (lingers()) await pause(LINGER);
    for (let batch = waiting.splice(0, FACTS_PER_TRANSACTION_MAX); batch.length > 0; ) {
      await recordTogether(options, batch);
      batch = waiting.splice(0, FACTS_PER_TRANSACTION_MAX);
    }
  };
  const start = (): void => {
    recording ??= recordAll().finally(() => {
      recording = null;
      whenDone();
      // What came in between the last look and now.
      if (waiting.length > 0) start();
    });
  };
  return {
    hasRoom: (): boolean => waiting.length < FACTS_PER_TRANSACTION_MAX,
    add(heard: Heard, step: ClaimedStep): void {
      waiting.push({ heard, step });
      start();
    },
    flushed: async (): Promise<void> => {
      await recording;
    },
  };
}

type Batch = readonly { heard: Heard; step: ClaimedStep }[];

/** Records many facts in one transaction; when that fails, each in its own, so that one cannot hold up the others. */
async function recordTogether(options: StepWorkerOptions, batch: Batch): Promise<void> {
  try {
    await record(options, batch);
  } catch (error) {
    options.logger.warn(
      { err: error, count: batch.length },
      "Facts could not be recorded together; one by one now.",
    );
    await pause(PAUSE_AFTER_FAULT);
    for (const one of batch) {
      // Left alone, it is asked for again when its lease ends, and the provider gives the same answer.
      await record(options, [one]).catch((cause: unknown) =>
        options.logger.error(
          { err: cause, paymentId: one.heard.paymentId },
          "A fact could not be recorded yet.",
        ),
      );
    }
  }
}

async function record(options: StepWorkerOptions, batch: Batch): Promise<void> {
  const { database, clock, crashPoint, logger } = options;
  const { alarms } = await withTransaction(database, async (tx) => {
    const learned = await learnFacts(
      tx,
      batch.map(({ heard }) => heard),
    );
    crashPoint("facts: recorded, not committed");
    return learned;
  });
  crashPoint("facts: committed");
  for (const { sentence, paymentId } of alarms) logger.error({ paymentId }, sentence);
  for (const { heard, step } of batch) {
    if (isSettled(heard)) continue;
    const dueAt = nextTryAt(clock(), step.tries, Math.random());
    await postponeStep(database, step, { dueAt, error: heard.fact.kind });
  }
  options.afterwards();
}
