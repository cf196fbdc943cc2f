import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from "graphql";
import type { ErrorCode } from "../faults.ts";
import type { Logger } from "../logger.ts";
import type { Passport } from "../passport.ts";
import { Documents } from "./documents.ts";
import { shownError } from "./shown-errors.ts";

/** What every subgraph's context begins with. */
export type RequestFacts = Readonly<{ passport: Passport; requestId: string; logger: Logger }>;

/** An answer of the graph: the status HTTP has for it, and its JSON. */
export type GraphAnswer = Readonly<{ status: number; body: string }>;

/** Answers one operation, written as JSON, for the holder of a verified passport. Never rejects. */
export type Answering = (body: string, facts: RequestFacts) => Promise<GraphAnswer>;

export type AnsweringOptions<Context extends RequestFacts> = Readonly<{
  schema: GraphQLSchema;
  /** Called for every operation: loaders are made here. */
  makeContext: (facts: RequestFacts) => Context;
}>;

type Operation = Readonly<{
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>> | undefined;
}>;

export const refusal = (status: number, code: ErrorCode, message: string): GraphAnswer => ({
  status,
  body: JSON.stringify({ errors: [{ message, extensions: { code } }] }),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/** The operation in a body, or the sentence that says what is wrong with it. */
function readOperation(body: string): Operation | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return "The body is not JSON.";
  }
  if (!isRecord(parsed)) return "The body is not an object.";
  const { query, operationName, variables } = parsed;
  if (typeof query !== "string" || query === "") return "There is no query.";
  if (!isAbsent(operationName) && typeof operationName !== "string")
    return "`operationName` is not a string.";
  if (!isAbsent(variables) && !isRecord(variables)) return "`variables` is not an object.";
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

function write(
  status: number,
  data: ExecutionResult["data"],
  errors: readonly GraphQLError[],
  facts: RequestFacts,
): GraphAnswer {
  const shown = errors.map((error) => shownError(error, facts));
  return { status, body: JSON.stringify(data === undefined ? { errors: shown } : { errors: shown, data }) };
}

/** Variables that do not fit are the caller's mistake; graphql-js has no code for that. */
const misfit = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: "BAD_USER_INPUT", ...error.extensions },
  });

/**
 * The one way in which a subgraph answers operations, whether they came over HTTP or from the same process: each document
 * is parsed and validated once, and no error leaves unmasked.
 */
export function makeAnswering<Context extends RequestFacts>({
  schema,
  makeContext,
}: AnsweringOptions<Context>): Answering {
  const documents = new Documents(schema);
  const run = async (document: DocumentNode, operation: Operation, facts: RequestFacts) => {
    const { operationName, variables } = operation;
    const node = getOperationAST(document, operationName);
    if (!node)
      return refusal(400, "OPERATION_RESOLUTION_FAILURE", "Say which operation of the document to run.");
    if (node.operation === "subscription")
      return refusal(400, "BAD_REQUEST", "Subscriptions are served over sockets.");
    const contextValue = makeContext(facts);
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    });
    const { data, errors } = result;
    if (!errors) return { status: 200, body: JSON.stringify({ data }) };
    return data === undefined
      ? write(400, undefined, errors.map(misfit), facts)
      : write(200, data, errors, facts);
  };
  return async (body, facts) => {
    try {
      const operation = readOperation(body);
      if (typeof operation === "string") return refusal(400, "BAD_REQUEST", operation);
      const checked = documents.check(operation.query);
      return "errors" in checked
        ? write(400, undefined, checked.errors, facts)
        : await run(checked.document, operation, facts);
    } catch (fault) {
      const cause = fault instanceof Error ? fault : new Error(String(fault));
      return write(500, undefined, [new GraphQLError(cause.message, { originalError: cause })], facts);
    }
  };
}
