import { newId } from "@outcry/kernel";
import type { Logger } from "pino";
import { THE_ROUTER } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";

/** Asks identity something in the router's own name. Throws `Refusal` 503 when there is no sound answer. */
export type AskIdentity = (
  query: string,
  variables: Record<string, unknown>,
) => Promise<Record<string, unknown>>;

export function askIdentity(identity: () => Subgraph, log: Logger): AskIdentity {
  return async (query, variables) => {
    const result = await identity()
      .call({ query, variables, operationName: undefined, caller: THE_ROUTER, requestId: newId(), log })
      .catch(() => null);
    if (result?.data && result.errors.length === 0) return result.data;
    throw new Refusal("SUBGRAPH_UNAVAILABLE", 503, "Credentials cannot be checked right now.", {
      "retry-after": "5",
    });
  };
}
