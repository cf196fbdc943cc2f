import { sql } from "drizzle-orm";
import { attempt, freshState, stateOf, type Tx } from "./attempt.ts";
import { type Database, poolOf } from "./connect.ts";
import { DatabaseConflictError, DatabaseLostError } from "./faults.ts";

export type TransactionOptions = {
  isolation?: "read committed" | "repeatable read" | "serializable";
  /** The answer comes within this time, retries included. At most and usually `TRANSACTION_MILLISECONDS_MAX`. */
  withinMilliseconds?: number;
};

export const TRANSACTION_MILLISECONDS_MAX = 9_000;
const SLOT_MILLISECONDS_MAX = 3_000;
const RETRIES_MAX = 3;
const RETRY_MILLISECONDS = 40;
const RETRY_GROWTH = 4;

/**
 * Runs `work` in one transaction: all of it is committed, or none. Await nothing but the database inside it, because
 * locks are held meanwhile and because `work` runs again (up to three times) after a deadlock, a serialization
 * failure, or the loss of the connection before COMMIT.
 * Throws what `work` throws, after ROLLBACK, or a DatabaseFault; never later than 10 s after the call.
 */
export async function withTransaction<T>(
  database: Database,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const within = Math.min(
    options.withinMilliseconds ?? TRANSACTION_MILLISECONDS_MAX,
    TRANSACTION_MILLISECONDS_MAX,
  );
  const until = performance.now() + within;
  const pool = poolOf(database);
  const release = await pool.slots.take(Math.min(SLOT_MILLISECONDS_MAX, within));
  const mode = `isolation level ${options.isolation ?? "read committed"}`;
  try {
    for (let retries = 0; ; retries += 1) {
      const state = freshState();
      try {
        const result = await attempt(pool.sql, mode, work, { until, state });
        for (const callback of state.afterCommit) queueMicrotask(callback);
        return result;
      } catch (error) {
        const pause = RETRY_MILLISECONDS * RETRY_GROWTH ** retries * (0.5 + Math.random());
        const late = performance.now() + pause > until;
        if (retries >= RETRIES_MAX || late || !mayRunAgain(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  } finally {
    release();
  }
}

const mayRunAgain = (error: unknown): boolean =>
  error instanceof DatabaseConflictError ||
  (error instanceof DatabaseLostError && error.outcome === "nothing");

/** The database's time at the start of this transaction, read once: the clock that is handed to the domain. */
export function transactionTime(tx: Tx): Promise<Date> {
  const state = stateOf(tx);
  state.time ??= tx.execute<{ now: Date }>(sql`select now() as now`).then(([row]) => {
    if (row === undefined) throw new Error("The database told no time.");
    return row.now;
  });
  return state.time;
}

/**
 * Calls back once the transaction is committed, and not at all when it is not: the place to ring a doorbell. The
 * callback must not throw: what it follows is done, so there is nobody left to tell.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  stateOf(tx).afterCommit.push(callback);
}
