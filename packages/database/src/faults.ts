/**
 * What a caller may learn of a database that did not answer as it should. Every one of these is `retryable`: the
 * request was sound, the moment was not. `outcome` says whether anything can have been written.
 */
export abstract class DatabaseFault extends Error {
  readonly retryable = true;
  /** "nothing": certainly not written. "unknown": the reply to COMMIT was lost, so retry with the same key only. */
  readonly outcome: "nothing" | "unknown";

  constructor(message: string, outcome: "nothing" | "unknown", options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

/** No connection came free in time, or the transaction took longer than its deadline. */
export class DatabaseBusyError extends DatabaseFault {
  override readonly name = "DatabaseBusyError";
}

/** The connection was refused or lost. */
export class DatabaseLostError extends DatabaseFault {
  override readonly name = "DatabaseLostError";
}

/** The transaction kept colliding with others (a deadlock or a serialization failure) and gave up. */
export class DatabaseConflictError extends DatabaseFault {
  override readonly name = "DatabaseConflictError";
}

const CAUSES_DEPTH_MAX = 8;

/** The SQLSTATE, errno or driver code of an error or of the first of its causes that has one. */
export function errorCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < CAUSES_DEPTH_MAX && current instanceof Error; depth += 1) {
    if ("code" in current && typeof current.code === "string") return current.code;
    current = current.cause;
  }
  return undefined;
}

/** The name of the constraint (or unique index) that refused a row, or undefined when nothing of that kind happened. */
export function violatedConstraint(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < CAUSES_DEPTH_MAX && current instanceof Error; depth += 1) {
    if ("constraint_name" in current && typeof current.constraint_name === "string")
      return current.constraint_name;
    current = current.cause;
  }
  return undefined;
}

/** A deadlock, or a serialization failure: PostgreSQL undid the transaction because of another one. */
const CONFLICTS = new Set(["40001", "40P01"]);

/** A statement, or the wait for a lock, took longer than the server allows. */
const DELAYS = new Set(["57014", "55P03"]);

/**
 * The codes that mean "this connection is gone, or never was": the server's own (as well as all of class 08), the
 * driver's, and the operating system's.
 */
const LOSSES = new Set([
  ...["57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "53300"],
  ...["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["ENOTFOUND", "EAI_AGAIN", "ENOENT", "ERR_STREAM_DESTROYED"],
]);

/**
 * The fault that an error is, or that is among its causes; undefined when the database is not to blame. `outcome` is
 * what a lost connection means at this point: for a single statement that may write, "unknown".
 */
export function toFault(
  error: unknown,
  outcome: "nothing" | "unknown" = "unknown",
): DatabaseFault | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < CAUSES_DEPTH_MAX && current instanceof Error; depth += 1) {
    if (current instanceof DatabaseFault) return current;
    current = current.cause;
  }
  const code = errorCode(error) ?? "";
  if (CONFLICTS.has(code)) {
    return new DatabaseConflictError("The transaction collided with another.", "nothing", { cause: error });
  }
  if (DELAYS.has(code))
    return new DatabaseBusyError("The database took too long.", "nothing", { cause: error });
  if (LOSSES.has(code) || code.startsWith("08")) {
    return new DatabaseLostError("The connection to the database was lost.", outcome, { cause: error });
  }
  return undefined;
}
