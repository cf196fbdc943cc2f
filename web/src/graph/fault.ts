/** Something that went wrong with an operation as a whole or in part, for people to read. */
export type Fault = Readonly<{ code: string; message: string; reference: string | null }>;

const SENTENCES: Readonly<Record<string, string>> = {
  UNREACHABLE: "We cannot reach the market right now.",
  TIMEOUT: "The market took too long to answer.",
  SUBGRAPH_UNAVAILABLE: "A part of the market is not answering right now.",
  RATE_LIMITED: "That was a lot of requests in a short time. Wait a moment, then try again.",
  UNAUTHENTICATED: "You are signed out. Sign in to go on.",
  FORBIDDEN: "Your account may not do this.",
  OFFLINE: "You are offline. What you typed is kept; try again when you are back.",
  INTERNAL: "Something broke on our side.",
};

type RawError = { message?: unknown; extensions?: { code?: unknown; reference?: unknown } | null } | null;

/** An entry of a response's `errors`, or anything else that was thrown, as a fault. */
export function toFault(raw: unknown): Fault {
  const error = (typeof raw === "object" ? raw : null) as RawError;
  const code = typeof error?.extensions?.code === "string" ? error.extensions.code : "INTERNAL";
  const reference = typeof error?.extensions?.reference === "string" ? error.extensions.reference : null;
  const given = typeof error?.message === "string" ? error.message : "";
  return { code, message: SENTENCES[code] ?? given, reference };
}

export const faultOf = (code: string): Fault => ({ code, message: SENTENCES[code] ?? code, reference: null });
