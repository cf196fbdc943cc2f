import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { connectAdministrator, ensureRoles } from "../../../drizzle/migrate.ts";

export type TestDatabase = Readonly<{
  /** Connects as the administrator, who sees every schema. */
  adminUrl: string;
  /** Connects as a subgraph's own role (or `stripe_emulator`'s), who sees one. */
  urlOf(owner: string): string;
  /** Ends every session and removes the database. */
  drop(): Promise<void>;
}>;

/** A migrated database of one's own, in a few dozen milliseconds. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("postgresUrl");
  const passwords = inject("rolePasswords");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const admin = new URL(serverUrl);
  admin.pathname = `/${name}`;
  const server = await connectAdministrator(serverUrl);
  await server.unsafe(`create database ${name} template ${inject("templateDatabase")}`);
  await server.end();
  const own = await connectAdministrator(admin.href);
  await ensureRoles(own);
  await own.end();
  return {
    adminUrl: admin.href,
    urlOf(owner) {
      const url = new URL(admin.href);
      url.username = `outcry_${owner}`;
      url.password = passwords[owner] ?? "";
      return url.href;
    },
    async drop() {
      const sql = await connectAdministrator(serverUrl);
      await sql.unsafe(`drop database if exists ${name} with (force)`);
      await sql.end();
    },
  };
}
