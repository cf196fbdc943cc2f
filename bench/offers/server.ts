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

/** Which server this is, and what a rate depends on: whether a commit reaches the disk, and by whose rules text is compared. */
export async function describe(url: string): Promise<string> {
  const [row] = await ask<{ version: string; fsync: string; synchronous: string; collation: string }>(
    url,
    `select version(), current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous,
            datcollate || ' (' || case datlocprovider when 'b' then 'builtin' when 'i' then 'icu' else 'libc' end || ')' as collation
       from pg_database where datname = current_database()`,
  );
  return `${row?.version}; fsync ${row?.fsync}, synchronous_commit ${row?.synchronous}, collation ${row?.collation}`;
}

/** Removes a scene and its copies, so that the next one finds the machine as this one did. */
export async function dropDatabases(url: string, prefix: string): Promise<void> {
  const rows = await ask<{ datname: string }>(url, "select datname from pg_database");
  for (const { datname } of rows)
    if (datname.startsWith(prefix)) await ask(url, `drop database if exists ${datname} with (force)`);
}

/** As many of the log's segments, of 16 MB each, as a server keeps that has been busy for a while (`min_wal_size`). */
const SEGMENTS = 64;

/**
 * Has the server write its log once around, so that it uses segments again as one does that runs for days. A new one makes each of them
 * first, and all who commit wait for that, 20 to 60 ms several times a second.
 */
export async function ageLog(url: string): Promise<void> {
  await ask(
    url,
    `select pg_logical_emit_message(false, 'age', repeat('x', 16000000)) from generate_series(1, ${SEGMENTS})`,
  );
  // The first frees what was written, the second makes it what will be written next.
  for (let times = 0; times < 2; times += 1) {
    await ask(url, "select pg_switch_wal()");
    await ask(url, "checkpoint");
  }
}
