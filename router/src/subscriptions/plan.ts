import type { FetchNode, PlanNode, QueryPlan } from "@apollo/query-planner";
import { type ExecutionResult, type GraphQLError, getVariableValues, Kind } from "graphql";
import { BoundedMap } from "../bounded-map.ts";
import { runPlan } from "../execution.ts";
import type { Program, Programs } from "../executor/program.ts";
import { formatError, withoutSuggestions } from "../masking.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import { badRequest, Refusal } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { Fleet } from "../subgraphs/fleet.ts";
import type { SubgraphResult } from "../subgraphs/subgraph.ts";
import type { Supergraph } from "../supergraph.ts";

const PLANS_MAX = 1_000;
/** Stands for the owning subgraph in the plan of one event: its answer is the event. */
const EVENT_SOURCE = "(event)";

/** What to open on which subgraph, and what to do with each event that comes back. */
export type SubscriptionPlan = Readonly<{
  field: string;
  subgraph: string;
  query: string;
  operationName: string | undefined;
  variableNames: readonly string[];
  /** The answer to the client for one event, as JSON. Never rejects: faults become masked errors in it. */
  answer(event: SubgraphResult, variables: Record<string, unknown>, context: RequestContext): Promise<string>;
}>;

/** Plans subscriptions with the gateway's own planner. */
export class SubscriptionPlans {
  readonly #supergraph: Supergraph;
  readonly #programs: Programs;
  readonly #fleet: Fleet;
  readonly #plans = new BoundedMap<string, SubscriptionPlan>(PLANS_MAX);

  constructor(supergraph: Supergraph, programs: Programs, fleet: Fleet) {
    this.#supergraph = supergraph;
    this.#programs = programs;
    this.#fleet = fleet;
  }

  /** Throws `Refusal` when the variables do not fit. */
  plan(
    prepared: Prepared,
    operation: PreparedOperation,
    variables: Record<string, unknown>,
  ): SubscriptionPlan {
    this.#checkVariables(operation, variables);
    const key = `${prepared.hash}:${operation.name ?? ""}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const plan = this.#build(prepared, operation);
    this.#plans.set(key, plan);
    return plan;
  }

  #checkVariables(operation: PreparedOperation, variables: Record<string, unknown>): void {
    const definitions = operation.node.variableDefinitions ?? [];
    const { errors } = getVariableValues(this.#supergraph.apiSchema, definitions, variables);
    const [first] = errors ?? [];
    if (first) throw new Refusal("BAD_USER_INPUT", 400, withoutSuggestions(first.message));
  }

  #build(prepared: Prepared, operation: PreparedOperation): SubscriptionPlan {
    const supergraph = this.#supergraph;
    const { node } = this.#programs.plan(prepared, operation);
    if (node?.kind !== "Subscription") throw badRequest("This is not a subscription.");
    const { primary, rest } = node;
    const plan = planOfEvent(primary, rest);
    return {
      field: operation.rootFields[0]?.name.value ?? "",
      subgraph: primary.serviceName,
      query: primary.operation,
      operationName: primary.operationName,
      variableNames: primary.variableUsages ?? [],
      answer: async (event, variables, context) => {
        const program = this.#programs.program(prepared, operation, variables);
        if (program) return answerCompiled(program, event, variables, context);
        const result = await runPlan({
          supergraph,
          fleet: this.#fleet,
          plan,
          document: { kind: Kind.DOCUMENT, definitions: prepared.document.definitions },
          operationName: operation.name,
          variables,
          context,
          answering: {
            [EVENT_SOURCE]: { process: async () => ({ ...event, errors: event.errors as never }) },
          },
        }).catch((fault: GraphQLError): ExecutionResult => ({ errors: [fault] }));
        return shown(result, context);
      },
    };
  }
}

/** The plan of one event: its first fetch is answered by the event itself, the rest is fetched. */
function planOfEvent(primary: FetchNode, rest: PlanNode | undefined): QueryPlan {
  const event: FetchNode = { ...primary, serviceName: EVENT_SOURCE };
  return { kind: "QueryPlan", node: rest ? { kind: "Sequence", nodes: [event, rest] } : event };
}

function shown({ data, errors }: ExecutionResult, { log }: RequestContext): string {
  if (!errors?.length) return JSON.stringify({ data });
  return JSON.stringify({ data, errors: errors.map((error) => formatError(error.toJSON(), error, log)) });
}

async function answerCompiled(
  program: Program,
  event: SubgraphResult,
  variables: Record<string, unknown>,
  context: RequestContext,
): Promise<string> {
  const { data, errors } = await program.run(variables, context, event.data ?? undefined);
  const all = [...event.errors, ...errors];
  return all.length === 0 ? `{"data":${data}}` : `{"data":${data},"errors":${JSON.stringify(all)}}`;
}
