import { readFileSync } from "node:fs";
import postgres from "postgres";

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(text)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

/** The process that started a connection's backend; 0 when the server is on another machine, whose CPU nobody sees. */
export async function postmasterOf(url: string): Promise<number> {
  const [backend] = await ask<{ pid: number }>(url, "select pg_backend_pid() as pid");
  try {
    const status = readFileSync(`/proc/${backend?.pid}/status`, "utf8");
    return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Which server this is, and whether a commit reaches the disk: without that, no rate means anything. */
export async function describe(url: string): Promise<string> {
  const [row] = await ask<{ version: string; fsync: string; synchronous: string }>(
    url,
    "select version(), current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous",
  );
  return `${row?.version}; fsync ${row?.fsync}, synchronous_commit ${row?.synchronous}`;
}

/** Removes a scene and its copies, so that the next one finds the machine as this one did. */
export async function dropDatabases(url: string, prefix: string): Promise<void> {
  const rows = await ask<{ datname: string }>(url, "select datname from pg_database");
  for (const { datname } of rows)
    if (datname.startsWith(prefix)) await ask(url, `drop database if exists ${datname} with (force)`);
}
