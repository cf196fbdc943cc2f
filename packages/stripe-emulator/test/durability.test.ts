import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver, WEBHOOK_SECRET } from "./support/receiver.ts";
import { buyerWith, offSession } from "./support/story.ts";

const SECRET_KEY = "sk_test_durable";

let database: TestDatabase;
let receiver: Receiver;
let running: ChildProcess | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  running?.kill("SIGKILL");
  await receiver.stop();
  await database.drop();
});

async function start(): Promise<Stripe> {
  const program = new URL("./support/emulator-process.ts", import.meta.url);
  const child = fork(program, [database.urlOf("stripe_emulator"), SECRET_KEY, receiver.url, WEBHOOK_SECRET], {
    execArgv: ["--import", "tsx"],
  });
  running = child;
  const [message] = await once(child, "message");
  return new Stripe(SECRET_KEY, {
    host: "127.0.0.1",
    port: message.port,
    protocol: "http",
    maxNetworkRetries: 0,
  });
}

async function kill(): Promise<void> {
  const ended = running && once(running, "exit");
  running?.kill("SIGKILL");
  await ended;
}

describe("an emulator killed at any moment", () => {
  it("has lost nothing it answered, and does nothing twice when asked again", async () => {
    const stripe = await start();
    const buyer = await buyerWith(stripe);
    const params = offSession(buyer, { metadata: { run: "killed" } });
    const answered = new Map<string, string>();
    const asking = Array.from({ length: 40 }, async (_, index) => {
      const key = `payment-${index}`;
      const intent = await stripe.paymentIntents.create(params, { idempotencyKey: key });
      answered.set(key, intent.id);
      if (answered.size === 12) await kill();
    });
    await Promise.allSettled(asking);
    expect(answered.size).toBeLessThan(40);
    const reborn = await start();
    for (let index = 0; index < 40; index += 1) {
      const key = `payment-${index}`;
      const intent = await reborn.paymentIntents.create(params, { idempotencyKey: key });
      if (answered.has(key)) expect(intent.id).toBe(answered.get(key));
    }
    const charges = await reborn.charges.list({ customer: buyer.customer.id, limit: 100 });
    expect(charges.data).toHaveLength(40);
    let net = 0;
    for await (const line of reborn.balanceTransactions.list({ limit: 100 })) net += line.net;
    expect((await reborn.balance.retrieve()).pending[0]?.amount).toBe(net);
    const succeeded = (all: typeof receiver.received) =>
      new Set(all.filter(({ event }) => event.type === "charge.succeeded").map(({ event }) => event.id)).size;
    await receiver.until((all) => succeeded(all) === 40);
    expect(succeeded(receiver.received)).toBe(40);
  });
});
