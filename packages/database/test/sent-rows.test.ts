import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  binaryArray,
  column,
  connectDatabase,
  type Database,
  parametersOf,
  runPrepared,
  sentRows,
} from "../src/index.ts";

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = connectDatabase({ url: test.adminUrl, applicationName: "sent rows" });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

type Shoe = Readonly<{ name: string; pairs: number }>;
const SHOES = {
  name: column("text", (shoe: Shoe) => shoe.name),
  pairs: column("int4", (shoe: Shoe) => shoe.pairs),
};
const PRICES = { minor: column("int8", (minor: bigint) => minor) };

it("sends several sets of rows behind other parameters, each by its columns' names and in its own order", async () => {
  const { shoe, price } = sentRows({ shoe: SHOES, price: PRICES }, 2);
  expect(shoe.names).toBe("name, pairs");
  const rows = await runPrepared(
    database,
    `select $1::text as shop, (select array_agg(name || pairs) from (${shoe.rows}) as shoe) as shoes,
      (select array_agg(minor) from (${price.rows}) as price) as prices`,
    [
      "corner",
      ...parametersOf(
        [
          { name: "b", pairs: 2 },
          { name: "a", pairs: 1 },
        ],
        SHOES,
      ),
      ...parametersOf([3n, 1n, 2n], PRICES),
    ],
  );
  expect([...rows]).toEqual([{ shop: "corner", shoes: ["b2", "a1"], prices: [3n, 1n, 2n] }]);
});

it("sends no rows as none, and values alone as one array", async () => {
  const { shoe } = sentRows({ shoe: SHOES });
  expect([...(await runPrepared(database, shoe.rows, parametersOf([], SHOES)))]).toEqual([]);
  const [row] = await runPrepared<{ is: boolean }>(database, "select 'a' = any($1::text[]) as is", [
    binaryArray("text", ["b", "a"]),
  ]);
  expect(row?.is).toBe(true);
});
