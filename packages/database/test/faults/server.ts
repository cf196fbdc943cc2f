import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startPostgres } from "@outcry/embedded";
import postgres from "postgres";

const PAUSE_MILLISECONDS = 20;

/** A PostgreSQL of one's own, to be hurt: the one that the other tests share must live on. */
export type Server = {
  readonly url: string;
  /** As `pg_ctl restart -m immediate`: every backend ends at once, and the log is replayed at the start. */
  restartImmediately(): Promise<void>;
  /** As when the kernel is out of memory: the postmaster dies without a word, and its children notice. */
  killAndStart(): Promise<void>;
  terminateBackends(applicationName: string): Promise<void>;
  /** The backends neither answer nor die, as behind a cable that was pulled. Returns what ends that. */
  freezeBackends(applicationName: string): Promise<() => void>;
  discard(): Promise<void>;
};

export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-faults-"));
  // Durable as in production: what was acknowledged must be there after a restart.
  const start = (port?: number) =>
    startPostgres({ dataDirectory: join(folder, "postgres"), ...(port === undefined ? {} : { port }) });
  let server = await start();
  const { url, port } = server;
  const endWith = async (signal: NodeJS.Signals): Promise<void> => {
    process.kill(server.pid, signal);
    while (isAlive(server.pid)) await wait(PAUSE_MILLISECONDS);
    server = await start(port);
  };
  const backends = (name: string) =>
    asAdministrator(
      url,
      (sql) => sql<{ pid: number }[]>`
      select pid from pg_stat_activity where application_name = ${name}`,
    );

  return {
    url,
    restartImmediately: () => endWith("SIGQUIT"),
    killAndStart: () => endWith("SIGKILL"),
    terminateBackends: async (name) => {
      await asAdministrator(
        url,
        (sql) => sql`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`,
      );
    },
    freezeBackends: async (name) => {
      const frozen = await backends(name);
      for (const { pid } of frozen) process.kill(pid, "SIGSTOP");
      return () => {
        for (const { pid } of frozen) if (isAlive(pid)) process.kill(pid, "SIGCONT");
      };
    },
    discard: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks a question over a connection of its own, which no nemesis knows. */
export async function asAdministrator<T>(
  url: string,
  ask: (sql: postgres.Sql) => PromiseLike<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await ask(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
