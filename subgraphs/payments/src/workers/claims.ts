import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { makePace } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { type ClaimedStep, claimSteps } from "../store/steps.ts";

const LOOK_EVERY = MILLISECONDS.second / 2;
/** Somebody's money has waited long enough: from here on we give way to nobody. Promised are two minutes. */
const GIVES_WAY_FOR = 30 * MILLISECONDS.second;
const NO_REST = 0;

type ClaimsOptions = Readonly<{
  database: Database;
  logger: Logger;
  crashPoint: (name: string) => void;
}>;

export type Claims = Readonly<{
  /** Says that there may be a step that is due. */
  expect(): void;
  /** Steps that may be tried now, so many at most; none while there is no reason to look, or while others need the process. */
  take(limit: number): Promise<ClaimedStep[]>;
  /** For how long there is nothing to take, unless somebody says so. */
  waitsFor(): number;
}>;

/**
 * Claims steps when there may be some: somebody said so, the last claim came back full, or nobody looked for half a second.
 * While people wait for this process, it rests between claims, as consumers do (makePace).
 */
export function makeClaims({ database, logger, crashPoint }: ClaimsOptions): Claims {
  const pace = makePace(NO_REST);
  let mayBeDue = true;
  let lookedAt = performance.now();
  let restsUntil = 0;

  const claim = async (limit: number): Promise<ClaimedStep[]> => {
    try {
      const steps = await withTransaction(database, (tx) => claimSteps(tx, limit));
      if (steps.length > 0) crashPoint("steps: claimed");
      return steps;
    } catch (error) {
      logger.warn({ err: error }, "Steps could not be claimed; trying again.");
      return [];
    }
  };
  return {
    expect: () => {
      mayBeDue = true;
    },
    take: async (limit) => {
      const now = performance.now();
      if (now < restsUntil || !(mayBeDue || now - lookedAt >= LOOK_EVERY)) return [];
      mayBeDue = false;
      const steps = await claim(limit);
      if (steps.length === limit) mayBeDue = true;
      const waited = Math.max(0, ...steps.map(({ waitedMilliseconds }) => waitedMilliseconds));
      const rest = pace(performance.now() - lookedAt);
      restsUntil = performance.now() + (waited > GIVES_WAY_FOR ? NO_REST : rest);
      lookedAt = performance.now();
      return steps;
    },
    waitsFor: () => {
      const left = restsUntil - performance.now();
      return left > 0 ? left : LOOK_EVERY;
    },
  };
}
