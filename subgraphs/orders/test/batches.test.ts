import {
  type AnnouncedEvent,
  PaymentFailed,
  PaymentHeld,
  PaymentRefunded,
  PaymentReleased,
  TradeExecuted,
  toWire,
} from "@outcry/contracts";
import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { EventHandlers, FeedEvent } from "@outcry/outbox";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hears } from "../src/events.ts";
import { type House, openHouse } from "./support/house.ts";

const usd = (minor: bigint) => toWire({ minor, currency: "USD" });
const FEES = { transactionFee: usd(900n), processingFee: usd(300n), payout: usd(8_800n) };

const tradeExecuted = (tradeId: string, buyerId: string, sellerId: string): AnnouncedEvent =>
  TradeExecuted.of(tradeId, {
    ...{ tradeId, bidId: newId(), askId: newId(), variantId: newId(), productId: newId(), buyerId, sellerId },
    ...{ price: usd(10_000n), quantity: 1, executedAt: new Date().toISOString() },
    ...{ categorySlug: "sneakers", authenticationRequired: false },
  });

type Word = "HELD" | "FAILED" | "RELEASED" | "REFUNDED";

/** What payments says of the payment of an order. */
function newsOf(word: Word, orderId: string): AnnouncedEvent {
  const payment = { paymentId: orderId, orderId, amount: usd(10_000n) };
  if (word === "HELD") return PaymentHeld.of(orderId, { ...payment, fees: FEES });
  if (word === "FAILED")
    return PaymentFailed.of(orderId, { ...payment, code: "card_declined", message: "No." });
  return (word === "RELEASED" ? PaymentReleased : PaymentRefunded).of(orderId, payment);
}

const asFed = (event: AnnouncedEvent): FeedEvent => ({ ...event, position: 1n, occurredAt: new Date() });

/** Has handlers apply events of one type: all of them in one call, or one call for each. */
async function apply(
  database: Database,
  handlers: EventHandlers,
  events: readonly AnnouncedEvent[],
  how: "together" | "alone",
): Promise<void> {
  const batches = how === "together" ? [events] : events.map((event) => [event]);
  for (const batch of batches.filter(({ length }) => length > 0)) {
    const handler = handlers[batch[0]?.type ?? ""];
    if (!handler || !("together" in handler)) throw new Error("This handler takes events together.");
    await withTransaction(database, (tx) => handler.together(tx, batch.map(asFed)));
  }
}

type Place = Readonly<{ test: TestDatabase; database: Database; sql: Sql }>;

async function openPlace(): Promise<Place> {
  const test = await createTestDatabase();
  const database = connectDatabase({ url: test.urlOf("orders"), applicationName: "orders", poolMax: 4 });
  return { test, database, sql: postgres(test.adminUrl, { max: 2, onnotice: () => undefined }) };
}

async function closePlace({ test, database, sql }: Place): Promise<void> {
  await Promise.all([database.close(), sql.end()]);
  await test.drop();
}

/** All that is kept of some trades, but for ids and times. What is announced, in its order. */
async function kept({ sql }: Place, tradeIds: readonly string[]): Promise<unknown> {
  const ids = tradeIds as string[];
  const orders = await sql`
    select o.trade_id, o.state, o.buyer_id, o.seller_id, o.subtotal_minor, o.shipping_minor, o.total_minor, o.payout_minor,
        o.transaction_fee_minor, o.processing_fee_minor, o.category_slug, o.authentication_required, o.event_count,
        o.cancellation_reason, o.defaulted_by, o.cancellation_sentence, o.cancellation_detail,
        o.confirmed_at is null as unconfirmed, o.ship_by::date as ship_by, l.quantity, l.unit_price_minor, l.number,
        (select json_agg(json_build_array(e.number, e.type, e.from_state, e.to_state, e.message) order by e.number)
           from orders.order_events e where e.order_id = o.id) as history,
        (select count(*)::int from orders.defaults d where d.order_id = o.id) as defaults
      from orders.orders o join orders.order_lines l on l.order_id = o.id where o.trade_id = any(${ids}) order by o.trade_id`;
  const announced = await sql`
    select x.type, o.trade_id, x.payload #>> '{reason}' as reason, x.payload #>> '{defaults}' as defaults
      from orders.outbox x join orders.orders o on o.id::text = x.aggregate_id
     where o.trade_id = any(${ids}) order by x.sequence`;
  return { orders: [...orders], announced: [...announced] };
}

async function orderIdsOf({ sql }: Place, tradeIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; trade_id: string }[]>`
    select id, trade_id from orders.orders where trade_id = any(${tradeIds as string[]})`;
  return new Map(rows.map(({ id, trade_id }) => [trade_id, id]));
}

describe("events that are handled together", () => {
  let places: [Place, Place];
  beforeAll(async () => {
    places = [await openPlace(), await openPlace()];
  });
  afterAll(async () => {
    for (const place of places) await closePlace(place);
  });

  const someTrades = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 });
  const someNews = fc.array(
    fc.record({
      word: fc.constantFrom<Word>("HELD", "FAILED", "RELEASED", "REFUNDED"),
      of: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 10 }),
    }),
    { maxLength: 5 },
  );

  it("leave what they leave one by one, also when some come twice, late, or of orders that nobody has", async () => {
    await fc.assert(
      fc.asyncProperty(someTrades, someNews, async (traded, told) => {
        const people = [newId(), newId(), newId()];
        const trades = Array.from({ length: 7 }, (_, index) =>
          tradeExecuted(newId(), people[index % 2] ?? "", people[2] ?? ""),
        );
        const tradeIds = trades.map(({ aggregateId }) => aggregateId);
        const heard = traded.flatMap((index) => trades[index] ?? []);
        for (const [place, how] of [
          [places[0], "together"],
          [places[1], "alone"],
        ] as const) {
          await apply(place.database, hears.offers, heard, how);
          const orderIds = await orderIdsOf(place, tradeIds);
          for (const { word, of } of told) {
            const news = of.map((index) => newsOf(word, orderIds.get(tradeIds[index] ?? "") ?? newId()));
            await apply(place.database, hears.payments, news, how);
          }
        }
        expect(await kept(places[0], tradeIds)).toEqual(await kept(places[1], tradeIds));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a batch of trades", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const trade = () => tradeExecuted(newId(), newId(), newId());
  const ordersOf = async (trades: readonly AnnouncedEvent[]): Promise<number> => {
    const [row] = await house.sql`select count(*)::int as count from orders.orders
      where trade_id = any(${trades.map(({ aggregateId }) => aggregateId)})`;
    return row?.count;
  };

  it("with a poisoned one in its middle opens the orders of all others, once, and buries the one", async () => {
    const trades = Array.from({ length: 20 }, trade);
    const poison = { ...trade(), payload: { tradeId: "no trade" } };
    await house.announce("offers", ...trades.slice(0, 10), poison, ...trades.slice(10));
    expect(await ordersOf(trades)).toBe(20);
    const letters = await house.sql`select event from orders.dead_letters`;
    expect(letters.map(({ event }) => event.id)).toEqual([poison.id]);
    await house.sql`delete from orders.dead_letters`;
    expect(await house.violations()).toEqual({});
  });

  it("that is heard again opens nothing and announces nothing", async () => {
    const trades = Array.from({ length: 20 }, trade);
    const [cursor] = await house.sql`select position from orders.consumer_cursors where producer = 'offers'`;
    await house.announce("offers", ...trades);
    const told = () => house.sql`select count(*)::int as count from orders.outbox`;
    const before = await told();
    // As after a restore of the cursor from a backup.
    await house.sql`update orders.consumer_cursors set position = ${cursor?.position ?? 0} where producer = 'offers'`;
    await house.announce("offers", ...trades.map((event) => ({ ...event, id: newId() })));
    expect(await ordersOf(trades)).toBe(20);
    expect(await told()).toEqual(before);
    expect(await house.violations()).toEqual({});
  });
});
