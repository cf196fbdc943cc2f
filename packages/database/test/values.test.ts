import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { withTransaction } from "../src/index.ts";
import { preparePools } from "./pools.ts";

const pools = preparePools();

describe("what travels to the database and back", () => {
  it.each([
    ["a whole number beyond 2^53", 9_007_199_254_740_993n, "int8"],
    ["an instant", new Date("2026-11-21T07:08:09.123Z"), "timestamptz"],
    ["an object", { word: "é", list: [1, { deep: null }] }, "jsonb"],
    ["several words", ["a", "b,c", 'd"e', ""], "text[]"],
    ["several whole numbers", [1n, 9_007_199_254_740_993n], "int8[]"],
    ["several truths", [true, false], "bool[]"],
    ["several instants", [new Date("2026-11-21T07:08:09.123Z")], "timestamptz[]"],
    ["a day", "2026-11-21", "date"],
  ])("keeps %s as it is", async (_, value, type) => {
    const database = pools.connect();
    const raw = await database.sql`select ${value as never}::${database.sql.unsafe(type) as never} as value`;
    expect(raw[0]?.value).toEqual(value);
    const row = await withTransaction(database, async (tx) => {
      const [first] = await tx.execute<{ value: unknown }>(
        sql`select ${sql.param(value)}::${sql.raw(type)} as value`,
      );
      return first;
    });
    expect(row?.value).toEqual(value);
  });
});
