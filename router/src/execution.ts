import {
  buildOperationContext,
  executeQueryPlan,
  type GraphQLDataSource,
  type ServiceMap,
} from "@apollo/gateway";
import type { QueryPlan } from "@apollo/query-planner";
import type { DocumentNode, ExecutionResult } from "graphql";
import type { RequestContext } from "./request-context.ts";
import type { Fleet } from "./subgraphs/fleet.ts";
import type { Subgraph } from "./subgraphs/subgraph.ts";
import type { Supergraph } from "./supergraph.ts";

/** A subgraph as @apollo/gateway wants to see it. */
export function dataSource(subgraph: Subgraph): GraphQLDataSource {
  return {
    process: async ({ request, context }) => {
      const { caller, requestId, log } = context as RequestContext;
      const { data, errors } = await subgraph.call({
        query: request.query ?? "",
        variables: request.variables,
        operationName: request.operationName,
        caller,
        requestId,
        log,
      });
      return errors.length > 0 ? { data, errors: errors as never } : { data };
    },
  };
}

export type PlanRun = Readonly<{
  supergraph: Supergraph;
  fleet: Fleet;
  plan: QueryPlan;
  document: DocumentNode;
  operationName: string | null;
  variables: Record<string, unknown>;
  context: RequestContext;
  /** Answers instead of the named subgraphs, for a plan that begins with an event. */
  answering?: ServiceMap;
}>;

/** Runs a plan with the stock executor. Rejects only on a bug of ours. */
export function runPlan(run: PlanRun): Promise<ExecutionResult> {
  const { supergraph, fleet, document, operationName, variables, context } = run;
  const services: ServiceMap = Object.create(null);
  for (const { name, url } of supergraph.subgraphs) services[name] = dataSource(fleet.subgraph(name, url));
  Object.assign(services, run.answering);
  const operationContext = buildOperationContext({
    schema: supergraph.apiSchema,
    operationDocument: document,
    operationName: operationName ?? undefined,
  } as Parameters<typeof buildOperationContext>[0]);
  const requestContext = {
    request: { variables, operationName: operationName ?? undefined },
    context,
    metrics: {},
    logger: context.log,
  } as unknown as Parameters<typeof executeQueryPlan>[2];
  return executeQueryPlan(
    run.plan,
    services,
    requestContext,
    operationContext,
    supergraph.schema,
    supergraph.api,
  );
}
