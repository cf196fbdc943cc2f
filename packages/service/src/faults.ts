import { GraphQLError } from "graphql";

/** The codes a top-level error may carry (schema.md). Everything else is masked as INTERNAL. */
export const ERROR_CODES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "PAYLOAD_TOO_LARGE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "QUERY_TOO_COMPLEX",
  "SUBGRAPH_UNAVAILABLE",
  "TIMEOUT",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

const withCode = (code: ErrorCode) =>
  class extends GraphQLError {
    constructor(message: string) {
      super(message, { extensions: { code } });
    }
  };

/** The input has the wrong shape: a programming mistake of the client, not a refusal to show to a person. */
export class BadUserInputError extends withCode("BAD_USER_INPUT") {}

/** Nobody is signed in, and the operation needs somebody. */
export class UnauthenticatedError extends withCode("UNAUTHENTICATED") {}

/** A role or scope is missing. Never used for somebody else's row, which looks absent instead. */
export class ForbiddenError extends withCode("FORBIDDEN") {}

/** Another part of Outcry did not answer in time, or answered nonsense. Safe to try again. */
export class ServiceUnavailableError extends withCode("SUBGRAPH_UNAVAILABLE") {
  readonly retryable = true;
}

const hasCode = (code: unknown): code is ErrorCode => ERROR_CODES.includes(code as ErrorCode);
const isRetryable = (fault: unknown): boolean =>
  typeof fault === "object" && fault !== null && "retryable" in fault && fault.retryable === true;

/**
 * What a client may see of an error: one with a code of ours goes out as it is (without suggestions, which describe the schema
 * to strangers); any other becomes INTERNAL, or SUBGRAPH_UNAVAILABLE when trying again may help, with a reference to the log line.
 */
export function maskError(
  error: GraphQLError,
  reference: string,
): { message: string; code: ErrorCode; masked: boolean } {
  const original = error.originalError;
  const code = error.extensions.code;
  if (hasCode(code) && code !== "INTERNAL" && !(original && !(original instanceof GraphQLError))) {
    return { message: error.message.replace(/ Did you mean .*$/s, ""), code, masked: false };
  }
  if (isRetryable(original)) {
    return {
      message: `This part is busy right now. Please try again. Quote ${reference}.`,
      code: "SUBGRAPH_UNAVAILABLE",
      masked: true,
    };
  }
  return { message: `Something went wrong on our side. Quote ${reference}.`, code: "INTERNAL", masked: true };
}
