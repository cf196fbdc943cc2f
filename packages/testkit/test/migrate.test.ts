import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discardPostgres, type RunningPostgres, startPostgres } from "@outcry/embedded";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, OWNERS } from "../../../drizzle/migrate.ts";

const PASSWORDS = Object.fromEntries(OWNERS.map((owner) => [owner, `a-long-password-of-${owner}`]));

/** A server of its own: roles belong to a whole server, and here none of them exists yet. */
describe("migrating a server that somebody brings", () => {
  const folder = mkdtempSync(join(tmpdir(), "outcry-migrate-"));
  let server: RunningPostgres;
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    const settings = { fsync: "off", shared_buffers: "32MB" };
    server = await startPostgres({ dataDirectory: join(folder, "postgres"), settings });
    await ask(server.url, "create role guest login createrole password 'guest'");
  });
  afterAll(async () => {
    await discardPostgres(join(folder, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      return [...(await sql.unsafe(statement))];
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
  const urlAs = (role: string, password: string, database: string): string => {
    const url = new URL(server.url);
    url.username = role;
    url.password = password;
    url.pathname = `/${database}`;
    return url.href;
  };
  const roleUrl = (owner: string, database: string) =>
    urlAs(`outcry_${owner}`, PASSWORDS[owner] ?? "", database);

  it("needs no superuser: it is enough to own the database and to be allowed to create roles", async () => {
    await ask(server.url, "create database theirs owner guest");
    const adminUrl = urlAs("guest", "guest", "theirs");
    await migrate({ adminUrl, passwords: PASSWORDS });
    for (const owner of OWNERS) {
      expect(await ask(roleUrl(owner, "theirs"), "select current_schema() as schema")).toEqual([
        { schema: owner },
      ]);
    }
  });

  it("changes nothing when there is nothing to do", async () => {
    const adminUrl = urlAs("guest", "guest", "theirs");
    const ran = () =>
      ask(roleUrl("catalog", "theirs"), "select hash, ran_at from migrations order by ran_at");
    const before = await ran();
    await migrate({ adminUrl, passwords: PASSWORDS });
    expect(await ran()).toEqual(before);
    const files = readdirSync(new URL("../../../drizzle/catalog/", import.meta.url));
    expect(before).toHaveLength(files.filter((name) => name.endsWith(".sql")).length);
  });

  it("may be done by several processes at once, and in several databases of one server", async () => {
    for (const name of ["first", "second"]) await ask(server.url, `create database ${name} owner guest`);
    const everyone = ["first", "second", "first", "second", "theirs"].map((database) =>
      migrate({ adminUrl: urlAs("guest", "guest", database), passwords: PASSWORDS }),
    );
    expect(await Promise.all(everyone)).toHaveLength(everyone.length);
    for (const database of ["first", "second"])
      expect(await ask(roleUrl("offers", database), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("bounds what a subgraph's statements may take, whoever connects", async () => {
    const settings = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
    for (const owner of OWNERS) {
      const [row] = await ask(
        roleUrl(owner, "theirs"),
        `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(", ")}`,
      );
      expect(row).toEqual({
        statement_timeout: "15s",
        lock_timeout: "5s",
        idle_in_transaction_session_timeout: "10s",
      });
    }
  });

  it("names the migration that cannot run, keeps nothing of it, and says when one was edited", async () => {
    await ask(server.url, "create database edited owner guest");
    const adminUrl = urlAs("guest", "guest", "edited");
    await migrate({ adminUrl, passwords: PASSWORDS });
    await ask(roleUrl("catalog", "edited"), "update migrations set hash = 'of the file as it was' || hash");
    await expect(migrate({ adminUrl, passwords: PASSWORDS })).rejects.toThrow(
      /^drizzle\/catalog\/0000_\w+\.sql did not run, and nothing of it is kept: .*already exists\. The database ran/,
    );
  });

  it("says in one sentence when the server does not let us in", async () => {
    const wrong = migrate({ adminUrl: urlAs("guest", "wrong", "theirs"), passwords: PASSWORDS });
    await expect(wrong).rejects.toThrow(
      /^DATABASE_URL does not lead to a PostgreSQL that lets us in \(password authentication failed/,
    );
  });
});
