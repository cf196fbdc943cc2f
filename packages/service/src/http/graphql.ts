import { ApolloServer, HeaderMap } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import { maskError } from "../faults.ts";
import type { Logger } from "../logger.ts";
import type { Passport } from "../passport.ts";

/** What every subgraph's context begins with. */
export type RequestFacts = Readonly<{ passport: Passport; requestId: string; logger: Logger }>;

/** Turns an error into what the caller may see, and logs what they may not. */
export function formatFor(facts: Pick<RequestFacts, "requestId" | "logger">) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const cause = unwrapResolverError(error);
    const graphqlError =
      error instanceof GraphQLError ? error : new GraphQLError(formatted.message, { ...formatted });
    const { message, code, masked } = maskError(graphqlError, facts.requestId);
    if (masked)
      facts.logger.error(
        { err: cause, path: formatted.path, requestId: facts.requestId },
        "A resolver failed.",
      );
    return { message, ...(formatted.path && { path: formatted.path }), extensions: { code } };
  };
}

/** Answers POST /graphql on a passported server. Subgraphs answer introspection to services only through the composed schema: it is off. */
export async function addGraphQL<Context extends RequestFacts>(
  server: FastifyInstance,
  schema: GraphQLSchema,
  makeContext: (facts: RequestFacts) => Context,
  logger: Logger,
): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: false,
    csrfPrevention: false, // Nothing but a passport holder reaches this; browsers stop at the router.
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      {
        requestDidStart: async ({ contextValue }) => ({
          willSendResponse: async ({ response, errors }) => {
            if (response.body.kind !== "single" || !errors?.length) return;
            const format = formatFor(contextValue);
            response.body.singleResult.errors = errors.map((error) => format(error.toJSON(), error));
          },
        }),
      },
    ],
  });
  await apollo.start();
  server.post("/graphql", async (request: FastifyRequest, reply: FastifyReply) => {
    const body = readJson(request.body);
    if (body === undefined) {
      return reply
        .code(400)
        .send({ errors: [{ message: "The body is not JSON.", extensions: { code: "BAD_REQUEST" } }] });
    }
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: "POST", headers: headersOf(request), search: "", body },
      context: async () => makeContext({ passport: request.passport, requestId: request.id, logger }),
    });
    for (const [name, value] of response.headers) reply.header(name, value);
    reply.code(response.status ?? 200);
    if (response.body.kind === "chunked") throw new Error("Subgraphs do not answer in parts.");
    return reply.send(response.body.string);
  });
  return apollo;
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  headers.set("content-type", "application/json");
  const accept = request.headers.accept;
  if (accept) headers.set("accept", accept);
  return headers;
}

function readJson(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) return undefined;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch {
    return undefined; // The caller answers 400.
  }
}
