import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { type ClaimedStep, claimSteps } from "../store/steps.ts";
import { makeGivingWay } from "./giving-way.ts";

const LOOK_EVERY = MILLISECONDS.second / 2;

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
 * While people wait for this process, it claims a few and rests before it claims more.
 */
export function makeClaims({ database, logger, crashPoint }: ClaimsOptions): Claims {
  const way = makeGivingWay();
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
      lookedAt = now;
      const most = Math.min(limit, way.most());
      const steps = await claim(most);
      if (steps.length === most) mayBeDue = true;
      restsUntil = performance.now() + way.restAfter(steps);
      return steps;
    },
    waitsFor: () => {
      const left = restsUntil - performance.now();
      return left > 0 ? left : LOOK_EVERY;
    },
  };
}
