import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { type Account, unprivilegedAccount } from "./account.ts";
import { usableBinaries } from "./binaries.ts";
import { type Cluster, dataPlaceOf, ensureCluster, locateCluster } from "./cluster.ts";
import { choosePort } from "./ports.ts";
import {
  disarmPidFile,
  endAbandonedSessions,
  isPostmasterOf,
  lostItsProgram,
  readPidFile,
  stopPostmaster,
} from "./postmaster.ts";
import {
  ask,
  launchAndWait,
  PAUSE_MILLISECONDS,
  READY_MILLISECONDS_MAX,
  urlOf,
  wrongPassword,
} from "./server.ts";

export type PostgresOptions = Readonly<{
  /** Where the data lives between starts. */
  dataDirectory: string;
  /** The one of the last start, or any free one, unless said. */
  port?: number;
  /** Added to, or in place of, our own settings; `{ fsync: "off" }` is for tests only. */
  settings?: Readonly<Record<string, string>>;
  logger?: Readonly<{
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  }>;
  /** The folder with PostgreSQL's bin/, lib/ and share/; that of the npm package unless said. */
  binaries?: string;
}>;

export type RunningPostgres = Readonly<{
  /** Connects as the superuser to the database `outcry`. */
  url: string;
  port: number;
  pid: number;
  /** True when a server that an earlier, killed process left behind was taken over. */
  reused: boolean;
  /** Where the data really is: not where it was wished when the account PostgreSQL runs as cannot go there. */
  dataDirectory: string;
  stop(): Promise<void>;
}>;

type Started = Readonly<{ pid: number; port: number }>;

const DATABASE = "outcry";
/** After a postmaster was killed, its backends need a moment to notice and let go of the shared memory. */
const RETRY_MILLISECONDS_MAX = 15_000;
/** Those that have not noticed by then are ended. */
const NOTICE_MILLISECONDS_MAX = 3_000;

/** A live server of this very cluster, left by a process that was killed. One without its program is stopped. */
async function findOrphan(cluster: Cluster): Promise<Started | null> {
  const found = readPidFile(cluster.dataDirectory);
  if (!found || !isPostmasterOf(found.pid, cluster.dataDirectory)) return null;
  if (lostItsProgram(found.pid)) {
    await stopPostmaster(found.pid, cluster.dataDirectory);
    return null;
  }
  const deadline = Date.now() + READY_MILLISECONDS_MAX;
  while (Date.now() < deadline && isPostmasterOf(found.pid, cluster.dataDirectory)) {
    const port = readPidFile(cluster.dataDirectory)?.port ?? found.port;
    const answer = port > 0 ? await ask(urlOf(cluster, port, "postgres")) : "not yet";
    if (answer === "yes") return { pid: found.pid, port };
    if (answer === "wrong password") throw wrongPassword(cluster);
    await wait(PAUSE_MILLISECONDS);
  }
  return null;
}

async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const sql = postgres(urlOf(cluster, port, "postgres"), { max: 1, onnotice: () => undefined });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!found) await sql.unsafe(`create database ${DATABASE}`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function startFresh(
  cluster: Cluster,
  binaries: string,
  account: Account | null,
  options: PostgresOptions,
): Promise<Started> {
  const began = Date.now();
  for (;;) {
    disarmPidFile(cluster.dataDirectory);
    const port = await choosePort(cluster.dataDirectory, options.port);
    const started = await launchAndWait({
      cluster,
      binaries,
      account,
      port,
      settings: options.settings ?? {},
    });
    if (started !== "again") return { ...started, port };
    if (Date.now() - began > RETRY_MILLISECONDS_MAX) {
      throw new Error(
        `PostgreSQL could not start: what an earlier one left does not let go. Its log is ${cluster.logFile}.`,
      );
    }
    options.logger?.warn({}, "An earlier PostgreSQL is still letting go; trying again.");
    if (Date.now() - began > NOTICE_MILLISECONDS_MAX) endAbandonedSessions(cluster.dataDirectory);
    await wait(PAUSE_MILLISECONDS * 10);
  }
}

/**
 * Starts PostgreSQL from npm, or takes over the server that a killed process left behind.
 * Throws an Error of one sentence that says what to do: no binaries, disk full, no account to run as.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = unprivilegedAccount(dataPlaceOf(options.dataDirectory));
  const binaries = usableBinaries(account, options.binaries);
  const cluster = await locateCluster(options.dataDirectory, account);
  ensureCluster(cluster, binaries, account);
  const orphan = await findOrphan(cluster);
  if (orphan) options.logger?.info(orphan, "Took over a PostgreSQL that was left running.");
  const started = orphan ?? (await startFresh(cluster, binaries, account, options));
  await ensureDatabase(cluster, started.port);
  return {
    ...started,
    url: urlOf(cluster, started.port, DATABASE),
    reused: orphan !== null,
    dataDirectory: cluster.dataDirectory,
    stop: () => stopPostmaster(started.pid, cluster.dataDirectory),
  };
}
