import { DatabaseBusyError, DatabaseLostError } from "./faults.ts";

const SLOT_MILLISECONDS_MAX = 3_000;
const ANSWER_MILLISECONDS_MAX = 8_000;

/** As much of the driver's Query as we hold on to; PATCHES.md pins the version it is true of. */
type Query = {
  /** The connection it was sent on, null while it waits for one. */
  state: { destroy(error: Error): void } | null;
  executed: boolean;
  handle(): Promise<void>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  cancel(): void;
};

const isQuery = (value: unknown): value is Query =>
  typeof value === "object" && value !== null && "handle" in value && "executed" in value;

/**
 * Sees to it that a single statement is answered. Without a connection after 3 s it rejects with DatabaseBusyError;
 * without an answer after 8 s, when the server's own timeout has long passed, the server is not there any more: it
 * rejects with DatabaseLostError and the connection is destroyed, so that the pool gets a working one in its place.
 * Anything but a query is returned as it is.
 */
export function withDeadline<T>(candidate: T): T {
  if (!isQuery(candidate)) return candidate;
  const query: Query = candidate;
  const { handle, resolve, reject } = query;
  let timer: NodeJS.Timeout | undefined;

  const overdue = (): void => {
    const error = new DatabaseLostError("The database does not answer.", "unknown");
    const connection = query.state;
    query.reject(error);
    connection?.destroy(error);
  };
  const unsent = (): void => {
    if (query.state !== null) {
      timer = setTimeout(overdue, ANSWER_MILLISECONDS_MAX - SLOT_MILLISECONDS_MAX);
      return;
    }
    query.reject(new DatabaseBusyError("Every database connection is in use.", "nothing"));
    query.cancel();
  };

  // Named before they are assigned: a function that is written where it is assigned to a property is made in the old generation
  // (V8's parser takes it for a method), and with it each query lived until the next full collection.
  const handleInTime = () => {
    if (!query.executed) timer = setTimeout(unsent, SLOT_MILLISECONDS_MAX);
    return handle.call(query);
  };
  const settle = (value: unknown) => {
    clearTimeout(timer);
    resolve(value);
  };
  const fail = (error: unknown) => {
    clearTimeout(timer);
    reject(error);
  };
  query.handle = handleInTime;
  query.resolve = settle;
  query.reject = fail;
  return candidate;
}
