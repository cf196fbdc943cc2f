import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binaryColumns, column, connectDatabase, type Database, withTransaction } from "../src/index.ts";

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = connectDatabase({ url: test.adminUrl, applicationName: "binary arrays" });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });
const INT8 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const row = fc.record({
  id: orNull(fc.uuid()),
  // NUL cannot be stored.
  words: orNull(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"))),
  pieces: orNull(fc.integer()),
  minor: orNull(fc.bigInt(INT8)),
  sequence: orNull(fc.maxSafeInteger()),
  share: orNull(fc.double({ noNaN: true })),
  at: orNull(fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })),
});
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

const COLUMNS = [
  column("uuid", (it: Row) => it.id),
  column("text", (it: Row) => it.words),
  column("int4", (it: Row) => it.pieces),
  column("int8", (it: Row) => it.minor),
  column("int8", (it: Row) => it.sequence),
  column("float8", (it: Row) => it.share),
  column("timestamptz", (it: Row) => it.at),
];
const ECHO = `select id, words, pieces, minor, sequence, share, at
  from unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::float8[], $7::timestamptz[])
    with ordinality as r (id, words, pieces, minor, sequence, share, at, place) order by place`;

describe("arrays in the server's binary format", () => {
  it("arrive as they were sent, whatever is in them, outside of transactions and inside", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const expected = rows.map((it) => ({
          ...it,
          sequence: it.sequence === null ? null : BigInt(it.sequence),
          // A negative zero is a zero to PostgreSQL's text.
          share: it.share === null ? null : it.share + 0,
        }));
        const seen = (found: readonly Record<string, unknown>[]) =>
          found.map((it) => ({ ...it, share: it.share === null ? null : Number(it.share) + 0 }));
        const alone = await database.sql.unsafe(ECHO, binaryColumns(rows, COLUMNS) as never, {
          prepare: true,
        });
        expect(seen([...alone])).toEqual(expected);
        const client = (tx: unknown) =>
          (tx as { session: { client: { unsafe: typeof database.sql.unsafe } } }).session.client;
        const within = await withTransaction(database, async (tx) => [
          ...(await client(tx).unsafe(ECHO, binaryColumns(rows, COLUMNS) as never, { prepare: true })),
        ]);
        expect(seen(within)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("refuse what is no UUID before anything is sent", () => {
    for (const text of [
      "",
      "0190",
      "0190a0b0-0000-7000-8000-00000000000g",
      `${"0".repeat(34)}`,
      "é".repeat(32),
    ])
      expect(() => binaryColumns([text], [column("uuid", (it: string) => it)])).toThrow("not a UUID");
  });
});
