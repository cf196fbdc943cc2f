import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discardPostgres, startPostgres } from "@outcry/embedded";
import postgres, { type Sql } from "postgres";
import { cpuSecondsOf, ownCpuSecondsOf } from "../measure/processes.ts";

export type BenchPostgres = Readonly<{
  url: string;
  /** As the administrator. */
  sql: Sql;
  /** CPU seconds so far: of the whole server, and of the backends that serve each role. */
  used(): Promise<Map<string, number>>;
  stop(): Promise<void>;
}>;

const CONNECTIONS = 3;

/** A PostgreSQL with the product's settings, durable ones included; with `counting`, one that counts statements, too. */
export async function startBenchPostgres({ counting }: { counting: boolean }): Promise<BenchPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-bench-"));
  chmodSync(folder, 0o755); // Another account runs PostgreSQL when we are root.
  const dataDirectory = join(folder, "postgres");
  const settings = counting
    ? { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.max": "10000" }
    : undefined;
  const server = await startPostgres({ dataDirectory, ...(settings && { settings }) });
  const sql = postgres(server.url, { max: CONNECTIONS, onnotice: () => undefined });
  if (counting) await sql`create extension pg_stat_statements`;
  return {
    url: server.url,
    sql,
    async used() {
      const backends = await sql<{ role: string; pid: number }[]>`
        select usename as role, pid from pg_stat_activity where usename like 'outcry_%'`;
      const used = new Map([["PostgreSQL", cpuSecondsOf(server.pid)]]);
      for (const { role, pid } of backends) {
        const part = `  for ${role.replace("outcry_", "").replace("_", "-")}`;
        used.set(part, (used.get(part) ?? 0) + ownCpuSecondsOf(pid));
      }
      return used;
    },
    async stop() {
      await sql.end();
      await server.stop();
      await discardPostgres(dataDirectory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
