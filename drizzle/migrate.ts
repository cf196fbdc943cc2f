/**
 * Makes roles and schemas, then runs each subgraph's numbered SQL as that subgraph's own role.
 * `DATABASE_URL=… node --import tsx drizzle/migrate.ts` runs it alone; passwords then come from `<SUBGRAPH>_DATABASE_PASSWORD`.
 */
import { existsSync, readFileSync } from "node:fs";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres, { type Sql } from "postgres";

/** Owners of a schema each. The emulator makes its own tables, so it has no folder of migrations. */
export const OWNERS = ["identity", "catalog", "offers", "orders", "payments", "stripe_emulator"] as const;

/** Two processes that migrate at once take turns; the number is arbitrary, and ours. */
const MIGRATION_LOCK = 7_204_411;
const ATTEMPTS_MAX = 5;

export type Passwords = Readonly<Record<string, string>>;

/** Throws one sentence when the server cannot be reached, or refuses who we are. */
export async function connectAdministrator(adminUrl: string): Promise<Sql> {
  const sql = postgres(adminUrl, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 1 });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `DATABASE_URL does not lead to a PostgreSQL that lets us in (${reason}). Correct it, or leave it unset.`,
    );
  }
}

/** Changing a role while another database does the same fails at once; it is done a moment later. */
async function despiteOthers(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const passing = /tuple concurrently (updated|deleted)/.test(String(error));
      if (!passing || attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}

/** Roles, schemas and their bounds in the database that `sql` is connected to. */
export const ensureRoles = (sql: Sql): Promise<void> =>
  despiteOthers(() => sql.unsafe(readFileSync(new URL("roles.sql", import.meta.url), "utf8")));

export async function setPasswords(sql: Sql, passwords: Passwords): Promise<void> {
  for (const owner of OWNERS) {
    const password = passwords[owner];
    if (password === undefined) continue;
    if (!/^[\w-]{16,}$/.test(password))
      throw new Error(`The password of ${owner} must be 16 or more letters, digits, - or _.`);
    await despiteOthers(() => sql.unsafe(`alter role outcry_${owner} login password '${password}'`));
  }
}

/** The numbered SQL of a subgraph, in order; none before its first migration. */
function migrationsOf(owner: string): { name: string; hash: string; statements: string[] }[] {
  const folder = new URL(`${owner}/`, import.meta.url).pathname;
  const journal = `${folder}meta/_journal.json`;
  if (!existsSync(journal)) return [];
  const { entries } = JSON.parse(readFileSync(journal, "utf8")) as { entries: { tag: string }[] };
  return readMigrationFiles({ migrationsFolder: folder }).map(({ hash, sql }, index) => ({
    name: `${owner}/${entries[index]?.tag}.sql`,
    hash,
    statements: sql,
  }));
}

/** One sentence for a migration that failed. Some that ran may be unknown here: then one was edited, or is newer than we are. */
function failure(name: string, error: unknown, ranUnknown: boolean): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const advice = ranUnknown
    ? " The database ran migrations that differ from these; a migration that has run is never edited. Bring the old file back, or start with an empty database (remove .outcry)."
    : "";
  return new Error(`drizzle/${name} did not run, and nothing of it is kept: ${reason}.${advice}`, {
    cause: error,
  });
}

/** Runs what has not run yet, each file in a transaction of its own with the note that it ran. */
async function runMigrations(sql: Sql, owner: string): Promise<void> {
  const migrations = migrationsOf(owner);
  if (migrations.length === 0) return;
  await sql.unsafe(`set role outcry_${owner}; set search_path to ${owner}`);
  await sql.unsafe(
    "create table if not exists migrations (hash text primary key, ran_at timestamptz not null default now())",
  );
  const done = new Set((await sql.unsafe("select hash from migrations")).map((row) => String(row.hash)));
  const ranUnknown = done.size > migrations.filter(({ hash }) => done.has(hash)).length;
  for (const { name, hash, statements } of migrations.filter((migration) => !done.has(migration.hash))) {
    const running = sql.begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement);
      await tx`insert into migrations (hash) values (${hash})`;
    });
    await running.catch((error: unknown) => {
      throw failure(name, error, ranUnknown);
    });
  }
  await sql.unsafe("reset role; reset search_path");
}

/** Brings a database up to date. Safe to run at any time, by several processes at once. */
export async function migrate({
  adminUrl,
  passwords,
}: {
  adminUrl: string;
  passwords: Passwords;
}): Promise<void> {
  const sql = await connectAdministrator(adminUrl);
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await ensureRoles(sql);
    await setPasswords(sql, passwords);
    for (const owner of OWNERS) await runMigrations(sql, owner);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const adminUrl = process.env.DATABASE_URL;
  if (!adminUrl) {
    console.error("Set DATABASE_URL to the database to migrate.");
    process.exit(1);
  }
  const given = OWNERS.map(
    (owner) => [owner, process.env[`${owner.toUpperCase()}_DATABASE_PASSWORD`]] as const,
  );
  await migrate({
    adminUrl,
    passwords: Object.fromEntries(given.filter(([, password]) => password !== undefined)) as Passwords,
  });
}
