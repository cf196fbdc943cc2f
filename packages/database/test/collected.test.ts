import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase, type Database, runPrepared, withTransaction } from "../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { type: "minor" }) => void;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.adminUrl, applicationName: "collected", poolMax: 1 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const STATEMENTS = 200;
const SENT = 50_000;
const LENGTH = "/* length of what is sent */ select length($1::text) as length";
/** Its own bytes each time, flat, so that whoever keeps a statement keeps them. */
const text = () => Buffer.alloc(SENT, "x").toString("latin1");

/** Bytes that many statements leave in the heap for young collections to find, once those have been. */
async function leftBy(statement: () => Promise<unknown>): Promise<number> {
  await statement();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < STATEMENTS; count += 1) await statement();
  for (let times = 0; times < 3; times += 1) collect({ type: "minor" });
  return process.memoryUsage().heapUsed - before;
}

it.each([
  ["a statement", () => runPrepared(database, LENGTH, [text()])],
  ["a transaction", () => withTransaction(database, (tx) => runPrepared(tx, LENGTH, [text()]))],
])("what %s sent is gone with the next young collection", async (_, statement) => {
  expect(await leftBy(statement)).toBeLessThan((STATEMENTS * SENT) / 2);
});
