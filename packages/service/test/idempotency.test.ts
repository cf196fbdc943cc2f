import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId, ok, type Result, refuse } from "@outcry/kernel";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { pgSchema } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idempotencyTable, idempotently, type Refusal } from "../src/index.ts";

const table = idempotencyTable(pgSchema("stripe_emulator")); // A schema without migrations of its own: free for a probe.
type Answer = Result<{ made: string; minor: bigint }, Refusal>;

describe("an idempotency key", () => {
  let scratch: TestDatabase;
  let database: Database;
  let runs = 0;
  const userId = newId();

  beforeAll(async () => {
    scratch = await createTestDatabase();
    database = connectDatabase({ url: scratch.urlOf("stripe_emulator"), applicationName: "probe" });
    await database.sql.unsafe(`create table idempotency_keys (user_id uuid, mutation text, key text, input_hash text not null,
      answer jsonb, created_at timestamptz not null default now(), primary key (user_id, mutation, key))`);
  });
  afterAll(async () => {
    await database.close();
    await scratch.drop();
  });

  const send = (key: string, input: unknown, work?: () => Promise<Answer>): Promise<Answer> =>
    withTransaction(database, (tx) =>
      idempotently(
        tx,
        { table, userId, mutation: "probe", key, input },
        work ??
          (async () => {
            runs += 1;
            return ok({ made: newId(), minor: 2n ** 60n });
          }),
      ),
    );

  it("gives the first answer again, exactly, without doing the work again", async () => {
    runs = 0;
    const first = await send("key-number-one", { price: "1.00", quantity: 1 });
    expect(await send("key-number-one", { quantity: 1, price: "1.00" })).toEqual(first);
    expect(runs).toBe(1);
  });

  it("does the work once for twenty who send it at the same moment", async () => {
    runs = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, () => send("key-number-two", { a: 1 })));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.made)).size).toBe(1);
    expect(runs).toBe(1);
  });

  it("is refused for another input", async () => {
    await send("key-number-three", { a: 1 });
    expect(await send("key-number-three", { a: 2 })).toMatchObject({
      ok: false,
      refusal: { kind: "IdempotencyConflict" },
    });
  });

  it("remembers refusals, with the money in them", async () => {
    const refusal: Refusal = { kind: "BelowMinimum", minimum: { minor: 2_500n, currency: "USD" } };
    const first = await send("key-number-four", {}, async () => refuse(refusal));
    expect(await send("key-number-four", {})).toEqual(first);
    expect(first).toEqual({ ok: false, refusal });
  });

  it("forgets work that failed, so that it can be sent again", async () => {
    const failing = () => Promise.reject(new Error("the machine broke"));
    await expect(send("key-number-five", {}, failing)).rejects.toThrow("the machine broke");
    expect((await send("key-number-five", {})).ok).toBe(true);
  });

  it.each(["short", "x".repeat(256), "with a \0 in it"])("is refused when it is %j", async (key) => {
    expect(await send(key, {})).toMatchObject({ ok: false, refusal: { kind: "Validation" } });
  });
});
