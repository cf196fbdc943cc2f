import { OrderPlaced, PersonDefaulted, toWire } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { type StripeEmulator, startStripeEmulator } from "@outcry/stripe-emulator";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import postgres, { type Sql } from "postgres";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import { STRIPE_KEY } from "./support/constants.ts";
import { type Producer, startProducer } from "./support/producer.ts";
import { runPayments } from "./support/run-payments.ts";
import { violationsIn } from "./support/violations.ts";

let testDatabase: TestDatabase;
let emulator: StripeEmulator;
let sql: Sql;
let orders: Producer;
let catalog: Producer;
const [buyerId, sellerId] = [newId(), newId()];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.adminUrl, { max: 2, onnotice: () => undefined });
  orders = await startProducer(testDatabase.adminUrl, "orders");
  catalog = await startProducer(testDatabase.adminUrl, "catalog");
  emulator = await startStripeEmulator({
    databaseUrl: testDatabase.urlOf("stripe_emulator"),
    port: 0,
    secretKey: STRIPE_KEY,
    logger: makeLogger("emulator", "silent"),
  });
  const stripe = new Stripe(STRIPE_KEY, { host: "127.0.0.1", port: emulator.port, protocol: "http" });
  for (const userId of [buyerId, sellerId]) {
    const customer = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    await sql`insert into payments.customers (user_id, provider_ref) values (${userId}, ${customer.id})`;
    await sql`insert into payments.payment_methods (id, user_id, provider_ref, brand, last4, expiry_month, expiry_year, is_default)
      values (${newId()}, ${userId}, ${method.id}, 'visa', '4242', 12, 2040, true)`;
  }
});
afterAll(async () => {
  await Promise.all([orders.close(), catalog.close()]);
  await emulator.stop();
  await sql.end();
  await testDatabase.drop();
});

/** A sale that was never shipped, heard of twice. */
async function aDefault(): Promise<void> {
  const orderId = newId();
  const usd = (minor: bigint) => toWire({ minor, currency: "USD" });
  const number = "OC-0000-0000";
  const placed = OrderPlaced.of(orderId, {
    ...{ orderId, number, origin: { kind: "TRADE", tradeId: newId() }, buyerId, sellerId },
    ...{ subtotal: usd(45_000n), shipping: usd(0n), total: usd(45_000n), categorySlug: "sneakers" },
  });
  const defaulted = PersonDefaulted.of(orderId, {
    ...{ orderId, number, userId: sellerId, role: "SELLER", reason: "SHIPPING_OVERDUE", defaults: 1 },
    ...{ subtotal: usd(45_000n), sellingSuspendedUntil: null },
  });
  await orders.announce(placed, defaulted, { ...defaulted, id: newId() });
}

const POINTS = [
  "penalty: about to ask",
  "penalty: answered",
  "penalty: claimed",
  "penalty: committed",
  "penalty: recorded, not committed",
];

it("takes a penalty once and books it once, wherever payments is killed", { timeout: 240_000 }, async () => {
  await aDefault();
  const { passed } = await runPayments({ testDatabase, emulator }, null);
  expect([...passed].filter((name) => name.startsWith("penalty")).sort()).toEqual(POINTS);
  for (const point of POINTS) {
    await aDefault();
    expect([point, (await runPayments({ testDatabase, emulator }, point)).died]).toEqual([point, true]);
    // What the dead one had claimed is free again once its lease ends, which we do not wait for.
    await sql`update payments.penalties set due_at = now() where state = 'DUE'`;
    await sql`update payments.provider_steps set due_at = now() where done_at is null`;
  }
  expect((await runPayments({ testDatabase, emulator }, null)).died).toBe(false);

  const rows = await sql`select p.state, p.amount_minor::int as amount,
      (select count(*)::int from payments.journals j where j.key = 'penalty:' || p.id) as booked,
      (select count(*)::int from stripe_emulator.object o where o.kind = 'charge' and o.transfer_group = p.id::text) as charged
    from payments.penalties p`;
  expect(rows).toHaveLength(POINTS.length + 1);
  for (const row of rows) expect(row).toEqual({ state: "CHARGED", amount: 6_750, booked: 1, charged: 1 });
  expect(await violationsIn(sql)).toEqual({});
});
