import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discardPostgres, startPostgres } from "@outcry/embedded";
import type { TestProject } from "vitest/node";
import { connectAdministrator, migrate, OWNERS } from "../../../drizzle/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The administrator's address of the server that all test files share. */
    postgresUrl: string;
    /** The migrated database that test databases are copied from. */
    templateDatabase: string;
    rolePasswords: Record<string, string>;
  }
}

/** Nothing of a test outlives it, so nothing needs to reach the disk. */
const NOT_DURABLE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
const FOLDER = "outcry-test-";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // Somebody else's, who sees to it.
  }
}

async function discard(folder: string): Promise<void> {
  await discardPostgres(join(folder, "postgres"));
  rmSync(folder, { recursive: true, force: true });
}

/** A run that was killed could not stop its server. The folder's name says which process it belonged to. */
async function discardLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER))) {
    const pid = Number(name.slice(FOLDER.length).split("-")[0]);
    if (pid > 0 && !isAlive(pid)) await discard(join(tmpdir(), name));
  }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const sql = await connectAdministrator(serverUrl);
  await sql.unsafe(statement);
  await sql.end();
}

/** One PostgreSQL for the run, with one migrated database that each test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await discardLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  chmodSync(folder, 0o755); // Another account runs PostgreSQL when we are root.
  const own = process.env.DATABASE_URL
    ? null
    : await startPostgres({ dataDirectory: join(folder, "postgres"), settings: NOT_DURABLE });
  const serverUrl = process.env.DATABASE_URL ?? own?.url ?? "";
  const rolePasswords = Object.fromEntries(OWNERS.map((owner) => [owner, `test-password-${owner}`]));
  const templateDatabase = `test_template_${process.pid}`; // Several runs may share a server that somebody brings.
  const template = new URL(serverUrl);
  template.pathname = `/${templateDatabase}`;
  await administer(serverUrl, `drop database if exists ${templateDatabase} with (force)`);
  await administer(serverUrl, `create database ${templateDatabase}`);
  await migrate({ adminUrl: template.href, passwords: rolePasswords });
  project.provide("postgresUrl", serverUrl);
  project.provide("templateDatabase", templateDatabase);
  project.provide("rolePasswords", rolePasswords);
  return async () => {
    if (!own) await administer(serverUrl, `drop database if exists ${templateDatabase} with (force)`);
    await discard(folder);
  };
}
