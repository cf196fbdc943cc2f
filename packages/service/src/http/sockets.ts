import type { FastifyInstance } from "fastify";
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { RequestFacts } from "../graph/answering.ts";
import { shownError } from "../graph/shown-errors.ts";
import type { Logger } from "../logger.ts";
import { type Passport, socketOperationBody, verifyPassport } from "../passport.ts";

/** Operations are text of at most this; the router's own limit is lower. */
const MESSAGE_BYTES_MAX = 256 * 1024;

export type SocketOptions<Context extends RequestFacts> = Readonly<{
  audience: string;
  passportKeys: Readonly<Record<string, string>>;
  schema: GraphQLSchema;
  makeContext: (facts: RequestFacts) => Context;
  logger: Logger;
}>;

type Payload = {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
  extensions?: Record<string, unknown> | null | undefined;
};

const refusal = (message: string) => [new GraphQLError(message, { extensions: { code: "UNAUTHENTICATED" } })];

function check<Context extends RequestFacts>(
  options: SocketOptions<Context>,
  passport: unknown,
  body: string,
): Passport | null {
  return verifyPassport({
    passport: typeof passport === "string" ? passport : undefined,
    audience: options.audience,
    keys: options.passportKeys,
    body,
    now: new Date(),
  });
}

/** Each event gets a context of its own, so that a loader's cache never outlives the event it was filled for. */
async function subscribeAfresh<Context extends RequestFacts>(
  options: SocketOptions<Context>,
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const facts = args.contextValue as RequestFacts;
  const shown = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => toShown(error, facts)) } : result;
  const source = await createSourceEventStream({ ...args, contextValue: options.makeContext(facts) });
  if (!(Symbol.asyncIterator in source)) return shown(source);
  const events = source[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    const event = await events.next();
    if (event.done) return { done: true, value: undefined };
    const contextValue = options.makeContext(facts);
    return { done: false, value: shown(await execute({ ...args, rootValue: event.value, contextValue })) };
  };
  return {
    next,
    return: async () => {
      await events.return?.();
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      await events.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      await events.return?.();
    },
  } as AsyncGenerator<ExecutionResult>;
}

function toShown(error: GraphQLError, facts: RequestFacts): GraphQLError {
  const { message, extensions } = shownError(error, facts);
  return new GraphQLError(message, { path: error.path ?? null, extensions: extensions ?? {} });
}

/** Answers graphql-transport-ws on the server's /graphql: the connection and every subscription need a passport each. */
export function addSockets<Context extends RequestFacts>(
  server: FastifyInstance,
  options: SocketOptions<Context>,
): { close(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.server.on("upgrade", (request, socket, head) => {
    if (request.url !== "/graphql") return socket.destroy();
    return sockets.handleUpgrade(request, socket, head, (client) =>
      sockets.emit("connection", client, request),
    );
  });
  const serving = useServer(
    {
      schema: options.schema,
      onConnect: ({ connectionParams }) => check(options, connectionParams?.passport, "") !== null,
      onSubscribe: (_context, id, payload: Payload) => {
        const passport = check(options, payload.extensions?.passport, socketOperationBody(payload));
        if (!passport) return refusal("No valid passport.");
        const document = parse(payload.query);
        const faults = validate(options.schema, document);
        if (faults.length > 0) return faults;
        return {
          schema: options.schema,
          document,
          operationName: payload.operationName ?? null,
          variableValues: payload.variables ?? null,
          contextValue: { passport, requestId: id, logger: options.logger } satisfies RequestFacts,
        };
      },
      subscribe: (args) => subscribeAfresh(options, args as ExecutionArgs),
    },
    sockets,
  );
  return { close: async () => serving.dispose() };
}
