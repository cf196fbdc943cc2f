import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { type Account, unprivilegedAccount } from "./account.ts";
import { usableBinaries } from "./binaries.ts";
import { type Cluster, ensureCluster, explain, locateCluster, passwordOf, SUPERUSER } from "./cluster.ts";
import { isAlive, isPostmasterOf, readPidFile } from "./postmaster.ts";

export type PostgresOptions = Readonly<{
  /** Where the data lives between starts. */
  dataDirectory: string;
  /** Any free port unless said. */
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
  stop(): Promise<void>;
}>;

const DATABASE = "outcry";
const READY_MILLISECONDS_MAX = 60_000;
const STOP_MILLISECONDS_MAX = 10_000;
/** After a postmaster was killed, its backends need a moment to notice and let go of the shared memory. */
const RETRY_MILLISECONDS_MAX = 15_000;
const PAUSE_MILLISECONDS = 50;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "300",
  shared_buffers: "256MB",
  timezone: "UTC",
  jit: "off",
  max_wal_size: "2GB",
  log_min_messages: "warning",
} as const;

const urlOf = (cluster: Cluster, port: number, database: string): string =>
  `postgres://${SUPERUSER}:${encodeURIComponent(passwordOf(cluster))}@127.0.0.1:${port}/${database}`;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false; // Not yet, or not ours: the caller decides by asking again or by the process.
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** A live server of this very cluster, left by a process that was killed. */
async function findOrphan(cluster: Cluster): Promise<{ pid: number; port: number } | null> {
  const found = readPidFile(cluster.dataDirectory);
  if (!found || !isPostmasterOf(found.pid, cluster.dataDirectory)) return null;
  const deadline = Date.now() + READY_MILLISECONDS_MAX;
  while (Date.now() < deadline && isPostmasterOf(found.pid, cluster.dataDirectory)) {
    const port = readPidFile(cluster.dataDirectory)?.port ?? found.port;
    if (port > 0 && (await answers(urlOf(cluster, port, "postgres")))) return { pid: found.pid, port };
    await wait(PAUSE_MILLISECONDS);
  }
  return null;
}

/** A pid file whose process is gone, or is somebody else's by now, would keep PostgreSQL from starting. */
function removeStalePidFile(cluster: Cluster): void {
  const found = readPidFile(cluster.dataDirectory);
  if (found && isPostmasterOf(found.pid, cluster.dataDirectory)) return;
  rmSync(join(cluster.dataDirectory, "postmaster.pid"), { force: true });
}

function launch(
  cluster: Cluster,
  binaries: string,
  account: Account | null,
  port: number,
  options: PostgresOptions,
): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const log = openSync(cluster.logFile, "a", 0o600);
  if (account) chownSync(cluster.logFile, account.uid, account.gid);
  const child = spawn(
    join(binaries, "bin", "postgres"),
    ["-D", cluster.dataDirectory, "-p", String(port), ...settings],
    {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: "/",
      detached: true, // Ctrl-C is for us: we stop it last, when nobody needs it any more.
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  child.unref();
  return child;
}

const logSince = (cluster: Cluster, offset: number): string =>
  existsSync(cluster.logFile) ? readFileSync(cluster.logFile).subarray(offset).toString("utf8") : "";

/** Starts the server and waits until it answers. Throws one sentence; "again" means that waiting may help. */
async function startOnce(
  cluster: Cluster,
  binaries: string,
  account: Account | null,
  port: number,
  options: PostgresOptions,
): Promise<{ pid: number } | "again"> {
  const offset = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
  const child = launch(cluster, binaries, account, port, options);
  const outcome: { failure?: string } = {};
  child.once("error", (error) => {
    outcome.failure = error.message;
  });
  child.once("exit", (code) => {
    outcome.failure = `exit code ${code}`;
  });
  const deadline = Date.now() + READY_MILLISECONDS_MAX;
  while (Date.now() < deadline) {
    if (outcome.failure !== undefined) {
      const output = logSince(cluster, offset);
      const passing =
        /pre-existing shared memory|lock file "postmaster.pid" already exists|Address already in use/;
      if (passing.test(output)) return "again";
      throw new Error(explain(`error: ${outcome.failure}\n${output}`, "PostgreSQL could not start"));
    }
    if (await answers(urlOf(cluster, port, "postgres"))) return { pid: child.pid ?? 0 };
    await wait(PAUSE_MILLISECONDS);
  }
  throw new Error(
    `PostgreSQL did not answer within ${READY_MILLISECONDS_MAX / 1_000} s. Its log is ${cluster.logFile}.`,
  );
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

/** Fast shutdown: sessions end, what they had not committed is rolled back. Immediate when that takes too long. */
async function stopPostmaster(pid: number, dataDirectory: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!isPostmasterOf(pid, dataDirectory)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_MILLISECONDS_MAX;
    while (Date.now() < deadline) {
      if (!isAlive(pid) || readPidFile(dataDirectory)?.pid !== pid) return;
      await wait(PAUSE_MILLISECONDS);
    }
  }
}

/**
 * Starts PostgreSQL from npm, or takes over the server that a killed process left behind.
 * Throws an Error of one sentence that says what to do: no binaries, disk full, no account to run as.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = unprivilegedAccount();
  const binaries = usableBinaries(account, options.binaries);
  const cluster = locateCluster(options.dataDirectory, account);
  ensureCluster(cluster, binaries, account);
  const running = (await findOrphan(cluster)) ?? null;
  if (running) options.logger?.info(running, "Took over a PostgreSQL that was left running.");
  const started = running ?? (await startFresh(cluster, binaries, account, options));
  await ensureDatabase(cluster, started.port);
  return {
    ...started,
    url: urlOf(cluster, started.port, DATABASE),
    reused: running !== null,
    stop: () => stopPostmaster(started.pid, cluster.dataDirectory),
  };
}

async function startFresh(
  cluster: Cluster,
  binaries: string,
  account: Account | null,
  options: PostgresOptions,
) {
  const deadline = Date.now() + RETRY_MILLISECONDS_MAX;
  for (;;) {
    removeStalePidFile(cluster);
    const port = options.port ?? (await freePort());
    const started = await startOnce(cluster, binaries, account, port, options);
    if (started !== "again") return { ...started, port };
    if (Date.now() > deadline) {
      throw new Error(
        `PostgreSQL could not start: what an earlier one left does not let go. Its log is ${cluster.logFile}.`,
      );
    }
    options.logger?.warn({}, "An earlier PostgreSQL is still letting go; trying again.");
    await wait(PAUSE_MILLISECONDS * 10);
  }
}
