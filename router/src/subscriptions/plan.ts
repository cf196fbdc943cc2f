import { getVariableValues } from "graphql";
import type { Program, Programs } from "../executor/program.ts";
import { withoutSuggestions } from "../masking.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import { badRequest, Refusal } from "../refusal.ts";
import type { Supergraph } from "../supergraph.ts";

/** What to open on which subgraph, and what to do with each event that comes back. */
export type SubscriptionPlan = Readonly<{
  field: string;
  subgraph: string;
  query: string;
  operationName: string | undefined;
  variableNames: readonly string[];
  /** The answer to the client for one event. */
  answer: Program["answer"];
}>;

/**
 * Plans a subscription with the gateway's own planner: the part the owning subgraph streams, and the rest, which
 * runs for each event. Throws `Refusal` when the variables do not fit, or the operation cannot be served.
 */
export function planSubscription(
  { supergraph, programs }: Readonly<{ supergraph: Supergraph; programs: Programs }>,
  prepared: Prepared,
  operation: PreparedOperation,
  variables: Record<string, unknown>,
): SubscriptionPlan {
  const definitions = operation.node.variableDefinitions ?? [];
  const { errors } = getVariableValues(supergraph.apiSchema, definitions, variables);
  const [first] = errors ?? [];
  if (first) throw new Refusal("BAD_USER_INPUT", 400, withoutSuggestions(first.message));
  const program = programs.program(prepared, operation, variables);
  const { node } = programs.plans.plan(prepared, operation).plan;
  if (!program || node?.kind !== "Subscription") throw badRequest("This cannot be served as a subscription.");
  return {
    field: operation.rootFields[0]?.name.value ?? "",
    subgraph: node.primary.serviceName,
    query: node.primary.operation,
    operationName: node.primary.operationName,
    variableNames: node.primary.variableUsages ?? [],
    answer: program.answer,
  };
}
