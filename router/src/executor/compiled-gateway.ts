import type { ApolloGateway } from "@apollo/gateway";
import type { ApolloServerOptionsWithGateway, BaseContext } from "@apollo/server";
import { getVariableValues } from "graphql";
import type { RequestContext } from "../execution.ts";
import type { Edition } from "../graph.ts";
import { operationNamed } from "../operations.ts";
import { RawAnswer } from "./json.ts";

export type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>["gateway"];
type GatewayExecutor = Awaited<ReturnType<ApolloGateway["load"]>>["executor"];

/**
 * The gateway with an executor of ours in front of its own: what is compiled runs here and is answered as text,
 * everything else goes to the stock executor. Apollo Server sees its public interface only.
 */
export function compiled(gateway: ApolloGateway, edition: () => Edition): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    load: async (options) => {
      const { executor: stock, ...loaded } = await gateway.load(
        options as Parameters<ApolloGateway["load"]>[0],
      );
      return { ...loaded, executor: executorBefore(stock, edition) };
    },
  };
}

function executorBefore(stock: GatewayExecutor, edition: () => Edition): GatewayExecutor {
  return async (requestContext) => {
    const { operations, programs, supergraph } = edition();
    const { request, queryHash, context } = requestContext;
    const prepared = operations.known(queryHash);
    const operation = prepared && operationNamed(prepared, request.operationName);
    if (!prepared || !operation) return stock(requestContext);
    const variables = request.variables ?? {};
    const definitions = operation.node.variableDefinitions ?? [];
    if (definitions.length > 0) {
      const { errors } = getVariableValues(supergraph.apiSchema, definitions, variables);
      if (errors) return { errors };
    }
    const program = programs.program(prepared, operation, variables);
    if (!program) return stock(requestContext);
    const { data, errors } = await program.run(variables, context as RequestContext);
    const text =
      errors.length === 0 ? `{"data":${data}}` : `{"errors":${JSON.stringify(errors)},"data":${data}}`;
    return { data: new RawAnswer(text) as unknown as Record<string, unknown> };
  };
}
