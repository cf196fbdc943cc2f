import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { maskError } from "../faults.ts";
import type { RequestFacts } from "./answering.ts";

/** An error as the caller may see it. What they may not see goes to the log, under the request's id. */
export function shownError(
  error: GraphQLError,
  { requestId, logger }: Pick<RequestFacts, "requestId" | "logger">,
): GraphQLFormattedError {
  const { message, code, masked } = maskError(error, requestId);
  if (masked)
    logger.error({ err: error.originalError ?? error, path: error.path, requestId }, "A resolver failed.");
  return { message, ...(error.path && { path: error.path }), extensions: { code } };
}
