import type { ApolloGateway } from "@apollo/gateway";
import type { ApolloServerOptionsWithGateway, BaseContext } from "@apollo/server";
import { getVariableValues } from "graphql";
import type { Edition } from "../graph.ts";
import { operationNamed } from "../operations.ts";
import type { RequestContext } from "../request-context.ts";
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
    const program = programs.program(prepared, operation, variables);
    if (!program) return stock(requestContext);
    if (!program.accepts(variables)) {
      const definitions = operation.node.variableDefinitions ?? [];
      const { errors } = getVariableValues(supergraph.apiSchema, definitions, variables);
      if (errors) return { errors };
    }
    const text = await program.answer(variables, context as RequestContext);
    return { data: new RawAnswer(text) as unknown as Record<string, unknown> };
  };
}
