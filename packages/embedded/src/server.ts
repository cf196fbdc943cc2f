import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { type Account, runAs } from "./account.ts";
import { type Cluster, passwordOf, SUPERUSER } from "./cluster.ts";
import { explain } from "./explain.ts";

export const READY_MILLISECONDS_MAX = 60_000;
export const PAUSE_MILLISECONDS = 50;
const LOG_BYTES_MAX = 10_000_000;

/**
 * For two cores and about 150 pooled connections; parallel plans would want more shared memory than a container has. A server that was
 * busy keeps a gigabyte of its log's files to write again: making one anew holds up every commit for 20 to 60 ms.
 */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "300",
  shared_buffers: "256MB",
  max_parallel_workers_per_gather: "0",
  timezone: "UTC",
  jit: "off",
  max_wal_size: "2GB",
  min_wal_size: "1GB",
  log_min_messages: "warning",
} as const;

export type Launch = Readonly<{
  cluster: Cluster;
  binaries: string;
  account: Account | null;
  port: number;
  settings: Readonly<Record<string, string>>;
}>;

export const urlOf = (cluster: Cluster, port: number, database: string): string =>
  `postgres://${SUPERUSER}:${encodeURIComponent(passwordOf(cluster))}@127.0.0.1:${port}/${database}`;

/** What a server says to us: yes, not yet (or nothing), or that our password is not its own. */
export async function ask(url: string): Promise<"yes" | "not yet" | "wrong password"> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return "yes";
  } catch (error) {
    const refused = error instanceof postgres.PostgresError && error.code === "28P01";
    return refused ? "wrong password" : "not yet";
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function openLog({ logFile }: Cluster, account: Account | null): number {
  if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.old`);
  const log = openSync(logFile, "a", 0o600);
  if (account) chownSync(logFile, account.uid, account.gid);
  return log;
}

function launch({ cluster, binaries, account, port, settings }: Launch): ChildProcess {
  const all = Object.entries({ ...SETTINGS, ...settings });
  const flags = all.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openLog(cluster, account);
  const command = join(binaries, "bin", "postgres");
  const child = spawn(command, ["-D", cluster.dataDirectory, "-p", String(port), ...flags], {
    ...runAs(account),
    detached: true, // Ctrl-C is for us: we stop it last, when nobody needs it any more.
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

const logSince = ({ logFile }: Cluster, offset: number): string =>
  existsSync(logFile) ? readFileSync(logFile).subarray(offset).toString("utf8") : "";

/** What passes by itself: backends of a killed postmaster that still let go, or a port that was taken just now. */
const PASSING = /pre-existing shared memory|lock file "postmaster.pid" already exists|Address already in use/;

/** Starts the server and waits until it answers; "again" means that waiting may help. Throws one sentence. */
export async function launchAndWait(options: Launch): Promise<{ pid: number } | "again"> {
  const { cluster, port } = options;
  const offset = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
  const child = launch(options);
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
      const output = logSince(cluster, offset < LOG_BYTES_MAX ? offset : 0);
      if (PASSING.test(output)) return "again";
      throw new Error(explain(`error: ${outcome.failure}\n${output}`, "PostgreSQL could not start"));
    }
    const answer = await ask(urlOf(cluster, port, "postgres"));
    if (answer === "yes") return { pid: child.pid ?? 0 };
    if (answer === "wrong password" && outcome.failure === undefined) throw wrongPassword(cluster);
    await wait(PAUSE_MILLISECONDS);
  }
  throw new Error(
    `PostgreSQL did not answer within ${READY_MILLISECONDS_MAX / 1_000} s. Its log is ${cluster.logFile}.`,
  );
}

export const wrongPassword = ({ passwordFile, dataDirectory }: Cluster): Error =>
  new Error(
    `${passwordFile} does not fit the data. Put the right one back, or remove ${dataDirectory} to start anew.`,
  );
