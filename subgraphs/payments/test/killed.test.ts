import { type AnnouncedEvent, OrderPlaced, toWire } from "@outcry/contracts";
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
const buyerId = newId();

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
  const customer = await stripe.customers.create();
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await sql`insert into payments.customers (user_id, provider_ref) values (${buyerId}, ${customer.id})`;
  await sql`insert into payments.payment_methods (id, user_id, provider_ref, brand, last4, expiry_month, expiry_year, is_default)
    values (${newId()}, ${buyerId}, ${method.id}, 'visa', '4242', 12, 2040, true)`;
});
afterAll(async () => {
  await Promise.all([orders.close(), catalog.close()]);
  await emulator.stop();
  await sql.end();
  await testDatabase.drop();
});

function placed(): AnnouncedEvent {
  const orderId = newId();
  const usd = (minor: bigint) => toWire({ minor, currency: "USD" });
  return OrderPlaced.of(orderId, {
    orderId,
    number: "OC-0000-0000",
    origin: { kind: "TRADE", tradeId: newId() },
    buyerId,
    sellerId: newId(),
    subtotal: usd(45_000n),
    shipping: usd(0n),
    total: usd(45_000n),
    categorySlug: "sneakers",
  });
}

const ORDERS_AT_ONCE = 3;

/** Announces some orders in one go, so that they are heard in one batch; returns their ids. */
async function placeOrders(): Promise<string[]> {
  const events = Array.from({ length: ORDERS_AT_ONCE }, placed);
  await orders.announce(...events);
  return events.map(({ aggregateId }) => aggregateId);
}

const run = (dieAt: string | null) => runPayments({ testDatabase, emulator }, dieAt);

it("charges once and books once, wherever on the way payments is killed", { timeout: 240_000 }, async () => {
  const all = await placeOrders();
  const { passed } = await run(null);
  const points = [...passed].sort();
  expect(points).toEqual([
    "charge: about to ask",
    "charge: answered",
    "consumer: applied",
    "consumer: committed",
    "consumer: moved the cursor",
    "consumer: read",
    "facts: committed",
    "facts: recorded, not committed",
    "feed: about to mark",
    "feed: marked, not committed",
    "steps: claimed",
  ]);
  for (const point of points) {
    all.push(...(await placeOrders()));
    expect([point, (await run(point)).died]).toEqual([point, true]);
    // What the dead one had claimed is free again once its lease ends, which we do not wait for.
    await sql`update payments.provider_steps set due_at = now() where done_at is null`;
  }
  expect((await run(null)).died).toBe(false);

  const rows =
    await sql`select p.order_id, p.state, (select count(*)::int from payments.journals j where j.payment_id = p.id) as booked,
      (select count(*)::int from stripe_emulator.object o where o.kind = 'charge' and o.transfer_group = p.order_id::text) as charged
    from payments.payments p order by p.created_at`;
  expect(rows).toHaveLength(all.length);
  for (const row of rows) expect(row).toMatchObject({ state: "HELD", booked: 1, charged: 1 });
  const [told] =
    await sql`select count(*)::int as count from payments.outbox where type = 'payments.payment_held'`;
  expect(told?.count).toBe(all.length);
  expect(await violationsIn(sql)).toEqual({});
});
