import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { withDeadline } from "./deadline.ts";
import { assertDriverIsPatched } from "./driver.ts";
import { KEPT_PLANS, makePlanRenewal } from "./kept-plans.ts";
import { toParameters } from "./parameters.ts";
import { makeSlots, type Slots } from "./slots.ts";

/** A pool of connections to one database, as one role. Changes go through `withTransaction`. */
export type Database = {
  /** For reading with a single statement. It opens no transactions: see `withTransaction`. */
  readonly db: PostgresJsDatabase;
  readonly sql: Sql;
  /** Lets what runs finish for up to five seconds, then cuts it off. */
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** `postgres://role:password@host:port/database`. */
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** The most connections this process opens. */
  poolMax?: number;
  /** After so long the server ends a statement. */
  statementMilliseconds?: number;
  /** After so long waiting for a row or table the server ends the statement. */
  lockMilliseconds?: number;
  /** After so long without a statement the server ends a transaction. */
  idleInTransactionMilliseconds?: number;
  /**
   * The server keeps the first plan of each prepared statement instead of planning it anew for what it is given: for
   * statements over arrays, whose lengths say nothing, and which take longer to plan than to run. It makes them anew as tables
   * grow (kept-plans.ts), which is why such a pool has one connection.
   */
  keepsPlans?: boolean;
  /**
   * How many statements are sent behind one that runs, on the same connection. None unless it is said: the loss or the slowness of one
   * is that of those behind it.
   */
  sentAhead?: number;
};

const POOL_USUAL = 10;
const CONNECT_SECONDS_MAX = 3;
const CLOSE_SECONDS_MAX = 5;
const IDLE_SECONDS_MAX = 60;
const RECONNECT_SECONDS_MAX = 1;

/** Shorter than the driver's own, which keeps a pool away from a server for 20 seconds after a restart. */
const reconnectAfterSeconds = (failures: number): number =>
  (0.5 + Math.random() / 2) * Math.min(0.02 * 2 ** failures, RECONNECT_SECONDS_MAX);

/**
 * Opens a pool; connections are made when they are first needed. Every statement, lock, idle transaction and
 * connection attempt has its bound. Throws when the driver is unpatched.
 */
export function connectDatabase(options: DatabaseOptions): Database {
  assertDriverIsPatched();
  const poolMax = options.poolMax ?? POOL_USUAL;
  if (options.keepsPlans && poolMax !== 1)
    throw new RangeError("Plans are kept by a pool of one connection.");
  const sql = postgres(options.url, {
    // Untyped upstream.
    ...{ max_pipeline: options.sentAhead ?? 0 },
    max: poolMax,
    connect_timeout: CONNECT_SECONDS_MAX,
    idle_timeout: IDLE_SECONDS_MAX,
    backoff: reconnectAfterSeconds,
    onnotice: () => undefined,
    types: { bigint: postgres.BigInt },
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementMilliseconds ?? 5_000,
      lock_timeout: options.lockMilliseconds ?? 3_000,
      idle_in_transaction_session_timeout: options.idleInTransactionMilliseconds ?? 5_000,
      ...(options.keepsPlans ? KEPT_PLANS : {}),
    },
  }) as unknown as Sql;
  settleParsers(sql);
  const database: Database = {
    db: drizzle({ client: clientForDrizzle(sql) }),
    sql: clientForStatements(sql, options.keepsPlans ? makePlanRenewal(sql) : () => undefined),
    close: () => sql.end({ timeout: CLOSE_SECONDS_MAX }),
  };
  pools.set(database, { sql, slots: makeSlots(transactionSlots(poolMax)), options });
  return database;
}

/** Another pool to the same database as the same role, with other options: for what must never wait behind everything else. */
export const connectAlike = (database: Database, changes: Partial<DatabaseOptions>): Database =>
  connectDatabase({ ...poolOf(database).options, ...changes });

type Pool = { readonly sql: Sql; readonly slots: Slots; readonly options: DatabaseOptions };

const pools = new WeakMap<Database, Pool>();

/** What `withTransaction` needs of a database and nobody else should have. */
export function poolOf(database: Database): Pool {
  const pool = pools.get(database);
  if (pool === undefined) throw new Error("This database was not made by connectDatabase.");
  return pool;
}

/** Transactions leave some connections to single statements, so that a burst of one never starves the other. */
const transactionSlots = (poolMax: number): number => Math.max(1, poolMax - Math.ceil(poolMax / 5));

type Handlers = Record<number, ((value: unknown) => unknown) | undefined>;

const OID = { json: 114, date: 1082, timestamp: 1114, jsonb: 3802 } as const;

/**
 * timestamptz becomes a Date and int8 a bigint, for drizzle's columns and raw statements alike. A date stays text: it
 * is no instant. JSON that is already text (drizzle's columns write it so) is sent as it is, objects are written.
 */
function settleParsers(sql: Sql): void {
  const { parsers, serializers } = sql.options as unknown as { parsers: Handlers; serializers: Handlers };
  delete parsers[OID.date];
  delete parsers[OID.timestamp];
  const writeJson = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  serializers[OID.json] = writeJson;
  serializers[OID.jsonb] = writeJson;
}

const refuse = () => {
  throw new Error("Open a transaction with withTransaction(database, ...): it alone is bounded and safe.");
};

/**
 * What drizzle gets to see of the pool. drizzle overwrites the parsers of the client it is given, which would change
 * every raw statement too, so it is given a pair of its own that nobody reads.
 */
function clientForDrizzle(sql: Sql): Sql {
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (text: string, parameters: unknown[] = [], options: object = {}) =>
      withDeadline(sql.unsafe(text, toParameters(sql, parameters), options)),
    begin: refuse,
  };
  return client as unknown as Sql;
}

/** The pool itself, where each statement has its deadline and no transaction can be opened. */
function clientForStatements(sql: Sql, beforeEach: () => void): Sql {
  return new Proxy(sql, {
    apply: (target, self, [first, ...values]: unknown[]) => {
      const isStatement = Array.isArray(first) && "raw" in first;
      const parameters = isStatement ? toParameters(sql, values) : values;
      return withDeadline(Reflect.apply(target, self, [first, ...parameters]));
    },
    get: (target, name) => {
      if (name === "begin" || name === "reserve") return refuse;
      if (name !== "unsafe") return Reflect.get(target, name);
      return (...[text, parameters = [], ...rest]: Parameters<Sql["unsafe"]>) => {
        beforeEach();
        return withDeadline(target.unsafe(text, toParameters(sql, parameters), ...rest));
      };
    },
  });
}
