import { startStripeEmulator } from "@outcry/stripe-emulator";
import { createTestDatabase } from "@outcry/testkit";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulated, emulated, refusal } from "./support/emulated.ts";
import { quiet } from "./support/quiet.ts";
import { buyerWith, offSession } from "./support/story.ts";

let house: Emulated;
beforeAll(async () => {
  house = await emulated();
});
afterAll(() => house.stop());

describe("an emulator that stops", () => {
  it("answers what is under way, and starts again where it was", async () => {
    const customer = await house.stripe.customers.create({ name: "before" });
    house.emulator.faults.request({ kind: "delay", milliseconds: 300, after: true, path: "/v1/balance" });
    const underWay = house.stripe.balance.retrieve();
    while (house.emulator.faults.list().requests.length > 0) await new Promise(setImmediate);
    const stopping = house.restart();
    expect((await underWay).object).toBe("balance");
    await stopping;
    expect((await house.stripe.customers.retrieve(customer.id)).id).toBe(customer.id);
  });

  it("keeps nobody waiting for an answer that will not come", async () => {
    const sleeper = await emulated();
    sleeper.emulator.faults.request({ kind: "timeout_before_effect" });
    const asked = refusal(sleeper.client({ maxNetworkRetries: 0 }).balance.retrieve());
    while (sleeper.emulator.faults.list().requests.length > 0) await new Promise(setImmediate);
    await sleeper.stop();
    expect((await asked).type).toBe("StripeConnectionError");
  });
});

describe("an emulator that starts", () => {
  const start = (options: object) =>
    startStripeEmulator({ databaseUrl: "", port: 0, secretKey: "sk_test_x", logger: quiet, ...options });

  it("makes its schema where a role may, and refuses a real key in a sentence", async () => {
    const database = await createTestDatabase();
    const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} });
    await admin`drop schema stripe_emulator cascade`;
    const started = await start({ databaseUrl: database.adminUrl });
    await started.stop();
    expect(await admin`select to_regclass('stripe_emulator.object') is not null as made`).toEqual([
      { made: true },
    ]);
    await expect(start({ databaseUrl: database.adminUrl, secretKey: "sk_live_real" })).rejects.toThrow(
      "sk_test_",
    );
    await admin.end();
    await database.drop();
  });
});

describe("an object in use", () => {
  it("is refused with 429 after a while, and the key is free again", async () => {
    const intent = await house.stripe.paymentIntents.create(
      offSession(await buyerWith(house.stripe), { capture_method: "manual" }),
    );
    const admin = postgres(house.adminUrl, { max: 1, onnotice: () => {} });
    const key = { idempotencyKey: "in-use" };
    await admin.begin(async (sql) => {
      await sql`select 1 from stripe_emulator.object where id = ${intent.id} for update`;
      const error = await refusal(house.stripe.paymentIntents.capture(intent.id, {}, key));
      expect(error).toMatchObject({ statusCode: 429, code: "lock_timeout" });
    });
    await admin.end();
    expect((await house.stripe.paymentIntents.capture(intent.id, {}, key)).status).toBe("succeeded");
  });
});
