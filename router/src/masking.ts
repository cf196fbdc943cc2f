import { newId } from "@outcry/kernel";
import type { GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { isPublicCode, type PublicCode, type PublicError, Refusal } from "./refusal.ts";

/** graphql-js helps attackers guess the schema. Sent never, also when introspection is on: one behaviour. */
const SUGGESTION = /\s*Did you mean [^?]*\?/g;

const INTERNAL_MESSAGE = "Something went wrong on our side.";

/** What a client sees of a part that did not answer: never its name, address or words. */
export const UNAVAILABLE_MESSAGES = {
  SUBGRAPH_UNAVAILABLE: "A part of the answer is unavailable right now.",
  TIMEOUT: "A part of the answer took too long.",
} as const;

/** Messages of these codes speak of the client's own request, so a subgraph may word them. */
const WORDED_BY_SUBGRAPHS: ReadonlySet<PublicCode> = new Set([
  "BAD_USER_INPUT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "RATE_LIMITED",
]);

/** A literal that a subgraph's own scalar refused; the router forwards literals as they are. */
const REFUSED_LITERAL = /^(Expected value of type|[A-Z]\w* cannot represent|Value ".*" does not exist in)/;

export const withoutSuggestions = (message: string): string => message.replace(SUGGESTION, "");

/**
 * Hides a fault of ours behind a reference, under which the log has all of it.
 * Nothing of the original reaches the client, in any mode.
 */
export function mask(cause: unknown, log: Logger, path?: readonly (string | number)[]): PublicError {
  const reference = newId();
  log.error({ reference, err: cause }, "an error was masked");
  return {
    message: `${INTERNAL_MESSAGE} Reference: ${reference}`,
    ...(path ? { path } : {}),
    extensions: { code: "INTERNAL", reference },
  };
}

type SubgraphError = Readonly<{
  message?: unknown;
  path?: unknown;
  extensions?: { code?: unknown } | null;
}>;

const pathOf = (error: SubgraphError): (string | number)[] | undefined =>
  Array.isArray(error.path) && error.path.every((part) => typeof part === "string" || Number.isInteger(part))
    ? error.path
    : undefined;

/** What a client may know of an error that a subgraph answered with. */
export function sanitizeSubgraphError(raw: unknown, subgraph: string, log: Logger): PublicError {
  const error: SubgraphError = raw !== null && typeof raw === "object" ? raw : {};
  const path = pathOf(error);
  const message = typeof error.message === "string" ? withoutSuggestions(error.message) : "";
  const code = error.extensions?.code;
  const at = path ? { path } : {};
  if (isPublicCode(code) && WORDED_BY_SUBGRAPHS.has(code)) return { message, ...at, extensions: { code } };
  if (code === "SUBGRAPH_UNAVAILABLE" || code === "TIMEOUT")
    return { message: UNAVAILABLE_MESSAGES[code], ...at, extensions: { code } };
  if (code === "GRAPHQL_VALIDATION_FAILED" && REFUSED_LITERAL.test(message))
    return { message, ...at, extensions: { code: "BAD_USER_INPUT" } };
  return mask({ subgraph, error }, log, path);
}

/** Public errors by identity: what went through the door once is not looked at again. */
const cleared = new WeakSet<object>();

export function clear<Shown extends object>(error: Shown): Shown {
  cleared.add(error);
  return error;
}

const causeOf = (error: unknown): unknown =>
  error instanceof Error && "originalError" in error && error.originalError ? error.originalError : error;

/** The last gate before the client: Apollo Server's `formatError`. */
export function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): PublicError {
  const cause = causeOf(error);
  const { code } = formatted.extensions ?? {};
  const path = formatted.path ? { path: formatted.path } : {};
  if (cause instanceof Refusal) return { message: cause.message, ...path, extensions: { code: cause.code } };
  const isCleared = typeof cause === "object" && cause !== null && cleared.has(cause);
  if (isCleared && isPublicCode(code)) {
    const { reference } = formatted.extensions as { reference?: string };
    return { message: formatted.message, ...path, extensions: { code, ...(reference ? { reference } : {}) } };
  }
  if (isPublicCode(code) && code !== "INTERNAL") {
    const locations = formatted.locations ? { locations: formatted.locations } : {};
    return { message: withoutSuggestions(formatted.message), ...locations, ...path, extensions: { code } };
  }
  return mask(error, log, formatted.path);
}
