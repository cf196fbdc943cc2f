import { PgDialect } from "drizzle-orm/pg-core";
import { type PostgresJsDatabase, PostgresJsSession, PostgresJsTransaction } from "drizzle-orm/postgres-js";
import type { Sql, TransactionSql } from "postgres";
import { DatabaseBusyError, DatabaseLostError, toFault } from "./faults.ts";
import { toParameters } from "./parameters.ts";

/** A transaction that is under way. Only `withTransaction` makes one, and it is of no use once that has ended. */
export type Tx = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

/** What is known of a transaction beside drizzle's own handle; a savepoint shares it with its transaction. */
export type TransactionState = {
  /** Why no further statement is allowed. Set as soon as the work has settled, before COMMIT or ROLLBACK is sent. */
  over: Error | undefined;
  time: Promise<Date> | undefined;
  readonly afterCommit: (() => void)[];
};

/** `begin` as patches/postgres+3.4.9.patch extends it. */
type PatchedBegin = <T>(
  mode: string,
  work: (client: TransactionSql) => Promise<T>,
  hooks: {
    /** BEGIN is on its way on this connection, which is ours until the transaction ends. */
    onreserve(connection: { destroy(error: Error): void }): void;
    /** The connection is gone, and the transaction with it. */
    onlost(): void;
  },
) => Promise<T>;

const states = new WeakMap<object, TransactionState>();

export const freshState = (): TransactionState => ({ over: undefined, time: undefined, afterCommit: [] });

/** The state of the transaction that a handle belongs to. */
export function stateOf(tx: Tx): TransactionState {
  const { session } = tx as unknown as { session: { client: object } };
  const state = states.get(session.client);
  if (state === undefined) throw new Error("Only withTransaction makes a transaction.");
  return state;
}

/**
 * Runs the work in one transaction, once. When the time is up the connection is destroyed, so that the server rolls
 * back and nothing can be committed behind the caller's back.
 */
export async function attempt<T>(
  sql: Sql,
  mode: string,
  work: (tx: Tx) => Promise<T>,
  { until, state }: { until: number; state: TransactionState },
): Promise<T> {
  let running: Promise<T> | undefined;
  let destroy: (error: Error) => void = () => undefined;
  let worked = false;
  let lost = false;

  const perform = async (client: TransactionSql): Promise<T> => {
    if (state.over !== undefined) throw state.over;
    running = work(txOn(sql, client, state));
    const result = await running.finally(() => {
      state.over ??= ended();
    });
    if (lost || !isEnded(state.over)) throw new DatabaseLostError("The transaction was lost.", "nothing");
    worked = true;
    return result;
  };
  const begin = sql.begin as unknown as PatchedBegin;
  const transaction = begin(mode, perform, {
    onreserve: (connection) => {
      destroy = (error) => connection.destroy(error);
    },
    onlost: () => {
      lost = true;
    },
  });

  const late = (): Error => {
    const error = new DatabaseBusyError("The transaction took too long.", worked ? "unknown" : "nothing");
    state.over = error;
    destroy(error);
    return error;
  };
  try {
    return await before(until, transaction, late);
  } catch (error) {
    state.over ??= ended();
    // Its connection may be gone while the work is not: it never runs twice at once.
    await before(until, Promise.allSettled([running]), () => undefined).catch(() => undefined);
    throw toFault(error, worked ? "unknown" : "nothing") ?? error;
  }
}

const ENDED = "This transaction has ended: its tx can no longer be used.";
const ended = () => new Error(ENDED);
const isEnded = (error: Error | undefined) => error?.message === ENDED;

/** Settles as the promise does, or rejects when the time is up with what `late` makes. */
function before<T>(until: number, promise: Promise<T>, late: () => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, until - performance.now()));
    const settled = () => clearTimeout(timer);
    promise.then(resolve, reject);
    promise.then(settled, settled);
  });
}

const dialect = new PgDialect();

/** Makes the handle just as drizzle's own `transaction` does, on a connection that we guard. */
function txOn(sql: Sql, client: TransactionSql, state: TransactionState): Tx {
  const session = new PostgresJsSession(guard(sql, client, state), dialect, undefined, {});
  return new PostgresJsTransaction(dialect, session as never, undefined) as unknown as Tx;
}

/** A connection that takes nothing more once the transaction is over: upstream would run it in autocommit. */
function guard(sql: Sql, client: TransactionSql, state: TransactionState): Sql {
  const guarded = {
    unsafe: (text: string, parameters: unknown[] = [], options: object = {}) => {
      if (state.over !== undefined) throw state.over;
      return client.unsafe(text, toParameters(sql, parameters), options);
    },
    savepoint: (work: (inner: Sql) => Promise<unknown>) => {
      if (state.over !== undefined) throw state.over;
      return client.savepoint((inner) => work(guard(sql, inner, state)));
    },
  };
  states.set(guarded, state);
  return guarded as unknown as Sql;
}
