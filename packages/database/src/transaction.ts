import { sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { type PostgresJsDatabase, PostgresJsSession, PostgresJsTransaction } from "drizzle-orm/postgres-js";
import type { Sql, TransactionSql } from "postgres";
import { type Database, transactionSlotsOf } from "./connect.ts";
import {
  DatabaseBusyError,
  DatabaseConflictError,
  DatabaseFault,
  DatabaseLostError,
  isConflict,
  isLoss,
} from "./faults.ts";

/** A transaction that is under way. Only `withTransaction` makes one, and it is of no use once that has ended. */
export type Tx = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

export type TransactionOptions = {
  isolation?: "read committed" | "repeatable read" | "serializable";
  /** Every answer comes within this time, retries included. At most and usually `TRANSACTION_MILLISECONDS_MAX`. */
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
  const until = performance.now() + (options.withinMilliseconds ?? TRANSACTION_MILLISECONDS_MAX);
  const release = await transactionSlotsOf(database).take(SLOT_MILLISECONDS_MAX);
  try {
    for (let retries = 0; ; retries += 1) {
      try {
        return await attempt(database, work, options, until);
      } catch (error) {
        if (retries >= RETRIES_MAX || !mayRunAgain(error)) throw error;
        await pause(RETRY_MILLISECONDS * RETRY_GROWTH ** retries * (0.5 + Math.random()));
      }
    }
  } finally {
    release();
  }
}

const mayRunAgain = (error: unknown): boolean =>
  error instanceof DatabaseConflictError ||
  (error instanceof DatabaseLostError && error.outcome === "nothing");

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const dialect = new PgDialect();

/** Makes the transaction just as drizzle's own `transaction` does, on a connection that we guard. */
function txOn(client: Sql): Tx {
  const session = new PostgresJsSession(client, dialect, undefined, {});
  return new PostgresJsTransaction(dialect, session as never, undefined) as unknown as Tx;
}

async function attempt<T>(
  database: Database,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions,
  until: number,
): Promise<T> {
  let over: Error | undefined;
  let worked = false;
  const run = database.sql.begin(
    `isolation level ${options.isolation ?? "read committed"}`,
    async (client) => {
      if (over !== undefined) throw over;
      const result = await work(txOn(guard(client, () => over)));
      worked = true;
      return result;
    },
  );
  try {
    return (await before(until, run)) as T;
  } catch (error) {
    throw explain(error, worked);
  } finally {
    over = new Error("This transaction has ended: its tx can no longer be used.");
  }
}

/** Rejects when the time is up, whatever becomes of the promise. */
function before<T>(until: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DatabaseBusyError("The transaction took too long.", "unknown")),
      Math.max(0, until - performance.now()),
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A connection that hands out nothing once the transaction is over: without this, statements would autocommit. */
function guard(client: TransactionSql, over: () => Error | undefined): Sql {
  const guarded = {
    unsafe: (...statement: Parameters<TransactionSql["unsafe"]>) => {
      const error = over();
      if (error !== undefined) throw error;
      return client.unsafe(...statement);
    },
    savepoint: (work: (inner: Sql) => Promise<unknown>) =>
      client.savepoint((inner) => work(guard(inner, over))),
  };
  return guarded as unknown as Sql;
}

function explain(error: unknown, worked: boolean): unknown {
  if (error instanceof DatabaseFault) return error;
  if (isConflict(error))
    return new DatabaseConflictError("The transaction collided with another.", "nothing", { cause: error });
  if (isLoss(error))
    return new DatabaseLostError("The database connection was lost.", worked ? "unknown" : "nothing", {
      cause: error,
    });
  return error;
}

const times = new WeakMap<Tx, Promise<Date>>();

/** The database's time at the start of this transaction, read once: the clock that is handed to the domain. */
export function transactionTime(tx: Tx): Promise<Date> {
  const known = times.get(tx);
  if (known !== undefined) return known;
  const time = tx.execute<{ now: Date }>(sql`select now() as now`).then(([row]) => {
    if (row === undefined) throw new Error("The database told no time.");
    return row.now;
  });
  times.set(tx, time);
  return time;
}
