import postgres from "postgres";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulated, emulated } from "./support/emulated.ts";
import { quiet } from "./support/quiet.ts";
import { buyerWith, offSession } from "./support/story.ts";

const PAYMENTS = 30;
const ROUNDS_MAX = 50;

let house: Emulated;
let admin: postgres.Sql;
beforeAll(async () => {
  house = await emulated({ logger: { ...quiet, error() {} } });
  admin = postgres(house.adminUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await house.stop();
});

const sever = () => admin`
  select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'stripe-emulator' and datname = current_database()`;

describe("an emulator whose database sessions are cut again and again", () => {
  it("charges each order once, and its balance is the sum of its lines", async () => {
    const buyer = await buyerWith(house.stripe);
    const params = offSession(buyer);
    const paid = new Map<number, Set<string>>();
    let cuts = 0;
    for (let round = 0; paid.size < PAYMENTS && round < ROUNDS_MAX; round += 1) {
      const asked = Array.from({ length: PAYMENTS }, async (_, order) => {
        const intent = await house.stripe.paymentIntents.create(params, { idempotencyKey: `order-${order}` });
        paid.set(order, (paid.get(order) ?? new Set()).add(intent.id));
        if (round < 5 && order % 10 === round) {
          cuts += 1;
          await sever();
        }
      });
      await Promise.allSettled(asked);
    }
    expect(cuts).toBeGreaterThan(0);
    expect(paid.size).toBe(PAYMENTS);
    expect([...paid.values()].filter((intents) => intents.size > 1)).toEqual([]);
    const charges = await house.stripe.charges.list({ customer: buyer.customer.id, limit: 100 });
    expect(charges.data).toHaveLength(PAYMENTS);
    let net = 0;
    for await (const line of house.stripe.balanceTransactions.list({ limit: 100 })) net += line.net;
    expect((await house.stripe.balance.retrieve()).pending[0]?.amount).toBe(net);
    const types = await admin<{ type: Stripe.Event.Type; count: number }[]>`
      select type, count(*)::integer as count from stripe_emulator.event where type like 'charge.%' group by type`;
    expect([...types]).toEqual(
      expect.arrayContaining([
        { type: "charge.succeeded", count: PAYMENTS },
        { type: "charge.updated", count: PAYMENTS },
      ]),
    );
  });
});
