import type { GraphQLDataSource } from "@apollo/gateway";
import type { RequestContext } from "../request-context.ts";
import type { Subgraph } from "./subgraph.ts";

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
