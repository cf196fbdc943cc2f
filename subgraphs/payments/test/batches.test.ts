import {
  type AnnouncedEvent,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  PersonDefaulted,
  toWire,
} from "@outcry/contracts";
import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { FeedEvent } from "@outcry/outbox";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Heard, learnFacts } from "../src/commands/learn-facts.ts";
import { hears } from "../src/events.ts";
import { violationsIn } from "./support/violations.ts";

const usd = (minor: bigint) => toWire({ minor, currency: "USD" });

type Order = Readonly<{ orderId: string; buyerId: string; sellerId: string; paymentRef: string }>;
const makeOrder = (): Order => ({
  ...{ orderId: newId(), buyerId: newId(), sellerId: newId(), paymentRef: newId() },
});

const wordsOf = ({ orderId, buyerId, sellerId }: Order) => ({
  ...{
    orderId,
    number: "OC-0000-0000",
    origin: { kind: "TRADE" as const, tradeId: orderId },
    buyerId,
    sellerId,
  },
  ...{ subtotal: usd(45_000n), shipping: usd(0n), total: usd(45_000n), categorySlug: "sneakers" },
});

type Word = "PLACED" | "DELIVERED" | "CANCELLED" | "DEFAULTED";

/** What orders says of an order. */
function newsOf(word: Word, order: Order): AnnouncedEvent {
  const { orderId, buyerId } = order;
  if (word === "PLACED") return OrderPlaced.of(orderId, wordsOf(order));
  if (word === "DELIVERED")
    return OrderDelivered.of(orderId, { ...wordsOf(order), deliveredAt: new Date().toISOString() });
  if (word === "CANCELLED")
    return OrderCancelled.of(orderId, {
      ...{ ...wordsOf(order), reason: "PAYMENT_FAILED", defaultedBy: "BUYER" },
    });
  return PersonDefaulted.of(orderId, {
    ...{ orderId, number: "OC-0000-0000", userId: buyerId, role: "BUYER", reason: "PAYMENT_FAILED" },
    ...{ subtotal: usd(45_000n), defaults: 1, sellingSuspendedUntil: null },
  });
}

type Place = Readonly<{ test: TestDatabase; database: Database; sql: Sql }>;
type How = "together" | "alone";

async function openPlace(): Promise<Place> {
  const test = await createTestDatabase();
  const database = connectDatabase({ url: test.urlOf("payments"), applicationName: "payments", poolMax: 4 });
  return { test, database, sql: postgres(test.adminUrl, { max: 2, onnotice: () => undefined }) };
}

async function closePlace({ test, database, sql }: Place): Promise<void> {
  await Promise.all([database.close(), sql.end()]);
  await test.drop();
}

const inBatches = <Item>(items: readonly Item[], how: How): (readonly Item[])[] =>
  how === "together" ? [items] : items.map((item) => [item]);

async function hear({ database }: Place, events: readonly AnnouncedEvent[], how: How): Promise<void> {
  for (const batch of inBatches(events, how)) {
    const handler = hears.orders[batch[0]?.type ?? ""];
    if (!handler || !("together" in handler)) throw new Error("This handler takes events together.");
    const fed = batch.map((event): FeedEvent => ({ ...event, position: 1n, occurredAt: new Date() }));
    await withTransaction(database, (tx) => handler.together(tx, fed));
  }
}

/** What the provider says of the charges of some orders. */
async function learn({ database, sql }: Place, orders: readonly Order[], how: How): Promise<void> {
  const facts: Heard[] = [];
  for (const { orderId, paymentRef } of orders) {
    const [row] = await sql`select id from payments.payments where order_id = ${orderId}`;
    const fact = { kind: "SUCCEEDED" as const, intentRef: `pi ${paymentRef}`, chargeRef: `ch ${paymentRef}` };
    if (row) facts.push({ paymentId: row.id, fact });
  }
  for (const batch of inBatches(facts, how))
    await withTransaction(database, async (tx) => {
      await learnFacts(tx, batch);
    });
}

/** All that is kept of some orders, but for ids and times. */
async function kept({ sql }: Place, orders: readonly Order[]): Promise<unknown> {
  const ids = orders.map(({ orderId }) => orderId);
  const rows = await sql`
    select p.order_id, p.state, p.amount_minor, p.payout_minor, p.transaction_fee_minor, p.processing_fee_minor, p.buyer_id,
        p.seller_id, p.category_slug, p.is_unwanted, p.intent_ref, p.charge_ref, p.attempt,
        (select json_agg(json_build_array(s.kind, s.done_at is not null) order by s.kind)
           from payments.provider_steps s where s.payment_id = p.id) as steps,
        (select json_agg(json_build_array(j.kind, e.number, e.account, e.amount_minor) order by j.kind, e.number)
           from payments.journals j join payments.entries e on e.journal_id = j.id where j.payment_id = p.id) as booked,
        (select json_agg(json_build_array(f.user_id, f.role, f.reason, f.state, f.amount_minor))
           from payments.penalties f where f.order_id = p.order_id) as penalties,
        (select json_agg(x.type order by x.sequence) from payments.outbox x where x.aggregate_id = p.id::text) as announced
      from payments.payments p where p.order_id = any(${ids}) order by p.order_id`;
  return [...rows];
}

describe("what orders announces", () => {
  let places: [Place, Place];
  beforeAll(async () => {
    places = [await openPlace(), await openPlace()];
  });
  afterAll(async () => {
    for (const place of places) await closePlace(place);
  });

  const someOf = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 10 });
  const scripts = fc.array(
    fc.record({
      word: fc.constantFrom<Word | "CHARGED">("CHARGED", "DELIVERED", "CANCELLED", "DEFAULTED"),
      of: someOf,
    }),
    { maxLength: 5 },
  );

  it("leaves, heard together, what it leaves heard one by one, also when some comes twice or out of order", async () => {
    await fc.assert(
      fc.asyncProperty(someOf, scripts, async (placed, script) => {
        const orders = Array.from({ length: 7 }, makeOrder);
        const chosen = (of: readonly number[]): Order[] => of.flatMap((index) => orders[index] ?? []);
        for (const [place, how] of [
          [places[0], "together"],
          [places[1], "alone"],
        ] as const) {
          const hearAll = (word: Word, of: readonly number[]) =>
            hear(
              place,
              chosen(of).map((order) => newsOf(word, order)),
              how,
            );
          await hearAll("PLACED", placed);
          for (const { word, of } of script)
            await (word === "CHARGED" ? learn(place, chosen(of), how) : hearAll(word, of));
        }
        expect(await kept(places[0], orders)).toEqual(await kept(places[1], orders));
      }),
      { numRuns: 60 },
    );
    for (const { sql } of places) expect(await violationsIn(sql)).toEqual({});
  });
});
