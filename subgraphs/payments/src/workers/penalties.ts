import { withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { recordPenalty } from "../commands/collect-penalty.ts";
import type { ChargeFact } from "../domain/payment.ts";
import type { Penalty } from "../domain/penalty.ts";
import { looksFirst, nextTryAt } from "../domain/retry.ts";
import { ProviderRefusal, ProviderSilence } from "../provider.ts";
import {
  claimPenalty,
  countDuePenalties,
  isAnyPenaltyDue,
  postponePenalty,
  renewPenalty,
} from "../store/penalties.ts";
import { makeBell } from "./bell.ts";
import type { StepDeps } from "./perform-step.ts";

const LOOK_EVERY = MILLISECONDS.second;
const IDLE_LOOK = 20;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export type PenaltyWorkerOptions = StepDeps & Readonly<{ logger: Logger; afterwards: () => void }>;

export type PenaltyWorker = Readonly<{
  ring(): void;
  /** Settles when no penalty is due and none is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}>;

/**
 * Collects penalties one by one: charges the method, and records what came of it. Whoever dies on the way loses nothing but
 * time: the same request is repeated with the same key once the lease ends.
 */
export function startPenaltyWorker(options: PenaltyWorkerOptions): PenaltyWorker {
  const { database, logger, afterwards } = options;
  const bell = makeBell();
  let stopped = false;
  let working = false;

  async function turn(): Promise<boolean> {
    // Every ring of payments wakes us, and hardly any is for us: that takes one statement, and no transaction.
    if (!(await isAnyPenaltyDue(database))) return false;
    const penalty = await withTransaction(database, claimPenalty);
    if (penalty === null) return false;
    options.crashPoint("penalty: claimed");
    try {
      await collect(options, penalty);
      afterwards();
    } catch (error) {
      logger.warn(
        { err: error, penaltyId: penalty.id },
        "A penalty could not be collected yet; trying again.",
      );
      // The provider's books hold nothing, and its answer to this key will always be its own fault: ask with another.
      if (error instanceof ProviderSilence && error.ended && looksFirst(penalty.tries))
        await renewPenalty(database, penalty);
      const dueAt = nextTryAt(options.clock(), penalty.tries, Math.random());
      await postponePenalty(database, penalty.id, dueAt, String(error));
    }
    return true;
  }

  const run = async (): Promise<void> => {
    while (!stopped) {
      working = true;
      const more = await turn().catch((error: unknown) => {
        logger.warn({ err: error }, "Penalties could not be claimed; trying again.");
        return false;
      });
      working = false;
      if (!more) await bell.wait(LOOK_EVERY);
    }
  };
  const running = run();
  return {
    ring: bell.ring,
    idle: async () => {
      while ((await countDuePenalties(database)) > 0 || working) {
        bell.ring();
        await pause(IDLE_LOOK);
      }
    },
    stop: async () => {
      stopped = true;
      bell.ring();
      await running;
    },
  };
}

async function collect(options: PenaltyWorkerOptions, penalty: Penalty): Promise<void> {
  const fact = await charge(options, penalty);
  if (fact?.kind === "PROCESSING" || fact?.kind === "REQUIRES_ACTION")
    throw new Error(`The charge ${fact.intentRef} is not settled.`);
  await withTransaction(options.database, async (tx) => {
    await recordPenalty(tx, penalty.id, fact, penalty.methodRef);
    options.crashPoint("penalty: recorded, not committed");
  });
  options.crashPoint("penalty: committed");
}

/** What became of charging the method; null when there is none. A bank that wants to ask its customer first has said no. */
async function charge(
  { provider, crashPoint }: PenaltyWorkerOptions,
  penalty: Penalty,
): Promise<ChargeFact | null> {
  const { id: penaltyId, methodRef, customerRef, intentRef, attempt, tries } = penalty;
  if (methodRef === null || customerRef === null) return null;
  const found = looksFirst(tries) ? await provider.findPenalty({ penaltyId, attempt, intentRef }) : null;
  if (found?.kind === "SUCCEEDED" || found?.kind === "DECLINED") return found;
  crashPoint("penalty: about to ask");
  const fact = found ?? (await ask(provider, { ...penalty, penaltyId, methodRef, customerRef }));
  crashPoint("penalty: answered");
  return fact.kind === "REQUIRES_ACTION" ? provider.abandonCharge(fact.intentRef) : fact;
}

async function ask(
  provider: PenaltyWorkerOptions["provider"],
  request: Parameters<PenaltyWorkerOptions["provider"]["chargePenalty"]>[0],
): Promise<ChargeFact> {
  try {
    return await provider.chargePenalty(request);
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    return { kind: "DECLINED", intentRef: null, code: error.code, message: error.message };
  }
}
