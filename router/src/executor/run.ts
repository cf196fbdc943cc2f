import { mask } from "../masking.ts";
import type { PublicError } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { SubgraphFailure } from "../subgraphs/subgraph.ts";
import type { Data } from "./data.ts";
import type { Asked, Gatherer } from "./gatherer.ts";

/** One execution of a program: what was fetched so far, and what went wrong. */
export type Run = {
  /** `NO_DATA` until the first answer is there. */
  data: Data;
  readonly errors: PublicError[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  /** What was found in the data as it is now; whoever changes the data clears it. */
  readonly gathered: Map<Gatherer, Asked>;
};

/** What there is before anything was fetched. Never written to: the first answer takes its place. */
export const NO_DATA: Data = Object.freeze({});

/** A step never rejects: what goes wrong becomes an error of the run. */
export type Step = (run: Run) => Promise<void>;

/** Why a subgraph did not answer, as a client may know it. */
export const faultOf = (fault: unknown, run: Run): PublicError =>
  fault instanceof SubgraphFailure ? fault.toPublic() : mask(fault, run.context.log);
