import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OWNERS } from "../../../drizzle/migrate.ts";
import { createTestDatabase, type TestDatabase } from "../src/index.ts";

describe("the role of each subgraph", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const owner of OWNERS) {
      const sql = postgres(database.urlOf(owner), { max: 1, onnotice: () => undefined });
      await sql.unsafe(
        "create table isolation_probe (secret text); insert into isolation_probe values ('mine')",
      );
      await sql.end();
    }
  });
  afterAll(() => database.drop());

  const pairs = OWNERS.flatMap((role) =>
    OWNERS.filter((other) => other !== role).map((other) => [role, other] as const),
  );

  it.each(pairs)("%s cannot read the schema of %s", async (role, other) => {
    const sql = postgres(database.urlOf(role), { max: 1 });
    await expect(sql.unsafe(`select * from ${other}.isolation_probe`)).rejects.toThrow(
      /permission denied for schema/,
    );
    await sql.end();
  });

  it.each(OWNERS)("%s reads and writes its own schema without naming it", async (role) => {
    const sql = postgres(database.urlOf(role), { max: 1 });
    expect(await sql`select secret from isolation_probe`).toEqual([{ secret: "mine" }]);
    await sql.end();
  });

  it.each(OWNERS)("%s can make nothing in the public schema, and no schema of its own", async (role) => {
    const sql = postgres(database.urlOf(role), { max: 1 });
    await expect(sql.unsafe("create table public.intruder (id int)")).rejects.toThrow(/permission denied/);
    await expect(sql.unsafe("create schema intruder")).rejects.toThrow(/permission denied/);
    await sql.end();
  });

  it.each(OWNERS)("%s cannot become another role", async (role) => {
    const sql = postgres(database.urlOf(role), { max: 1 });
    const other = OWNERS.find((owner) => owner !== role);
    await expect(sql.unsafe(`set role outcry_${other}`)).rejects.toThrow(/permission denied/);
    await sql.end();
  });
});
