import { PaymentFailed, toWire } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelOverdueOrders } from "../src/commands/cancel-overdue.ts";
import { type House, openHouse } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const ORDER =
  "query($id: ID!) { order(id: $id) { state defaultedBy cancellationReason cancellationConsequence } }";
type Seen = { order: Record<string, string | null> };
const seenBy = async (userId: string, id: string) =>
  (await house.ask<Seen>(userId, ORDER, { id })).data.order;

const RECORD = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
  tradingRecord { defaultsAsBuyer defaultsAsSeller sellingSuspendedUntil } } } }`;
type Recorded = { _entities: [{ tradingRecord: Record<string, unknown> }] };
const recordOf = async (id: string) =>
  (await house.ask<Recorded>(id, RECORD, { id })).data._entities[0].tradingRecord;

const told = async (orderId: string) =>
  (
    await house.sql`select payload from orders.outbox where aggregate_id = ${orderId} and type = 'orders.person_defaulted'`
  ).map(({ payload }) => payload as Record<string, unknown>);

async function anOverdueOrder(buyerId: string, sellerId: string): Promise<string> {
  const { orderId } = await house.trade({ buyerId, sellerId });
  await house.pay(orderId);
  await house.sql`update orders.orders set ship_by = now() - interval '1 second' where id = ${orderId}`;
  // Several look at once, as several instances do; the sweep of the house itself is one more.
  await Promise.all([1, 2, 3].map(() => cancelOverdueOrders(house.database)));
  await expect.poll(async () => (await seenBy(sellerId, orderId)).state).toBe("CANCELLED");
  return orderId;
}

const failed = (orderId: string, code: string) => {
  const paymentId = newId();
  const amount = toWire({ minor: 45_000n, currency: "USD" });
  return PaymentFailed.of(paymentId, {
    paymentId,
    orderId,
    amount,
    code,
    message: "Your card was declined.",
  });
};

describe("a default", () => {
  it("of a seller who did not ship is told to both sides and announced once, and the second suspends", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const first = await anOverdueOrder(buyerId, sellerId);
    expect(await seenBy(buyerId, first)).toEqual({
      ...{
        state: "CANCELLED",
        defaultedBy: "SELLER",
        cancellationReason: "The seller did not ship in time.",
      },
      cancellationConsequence: expect.stringMatching(/money back.*bid returns/),
    });
    expect(await seenBy(sellerId, first)).toMatchObject({
      cancellationConsequence: expect.stringMatching(/penalty/),
    });
    const facts = { userId: sellerId, role: "SELLER", reason: "SHIPPING_OVERDUE" };
    expect(await told(first)).toMatchObject([{ ...facts, defaults: 1, sellingSuspendedUntil: null }]);
    expect(await recordOf(sellerId)).toMatchObject({ defaultsAsSeller: 1, sellingSuspendedUntil: null });

    const second = await anOverdueOrder(buyerId, sellerId);
    const [event, ...more] = await told(second);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ ...facts, defaults: 2 });
    const days = (Date.parse(String(event?.sellingSuspendedUntil)) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(await recordOf(sellerId)).toMatchObject({
      ...{ defaultsAsBuyer: 0, defaultsAsSeller: 2, sellingSuspendedUntil: event?.sellingSuspendedUntil },
    });
    expect(await recordOf(buyerId)).toMatchObject({ defaultsAsBuyer: 0, defaultsAsSeller: 0 });
    expect(await house.violations()).toEqual({});
  });

  it("of a buyer whose payment failed marks them, however often it is heard, and suspends nobody", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    for (let count = 0; count < 3; count += 1) {
      const { orderId } = await house.trade({ buyerId, sellerId });
      await house.announce("payments", failed(orderId, "card_declined"), failed(orderId, "card_declined"));
      expect(await told(orderId)).toMatchObject([{ role: "BUYER", sellingSuspendedUntil: null }]);
      expect(await seenBy(sellerId, orderId)).toMatchObject({
        ...{ defaultedBy: "BUYER", cancellationConsequence: expect.stringMatching(/ask returns/) },
      });
    }
    expect(await recordOf(buyerId)).toEqual({
      ...{ defaultsAsBuyer: 3, defaultsAsSeller: 0, sellingSuspendedUntil: null },
    });
    expect(await house.violations()).toEqual({});
  });

  it("is nobody's when the provider never answered", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    await house.announce("payments", failed(orderId, "provider_unreachable"));
    expect(await told(orderId)).toEqual([]);
    expect(await recordOf(buyerId)).toMatchObject({ defaultsAsBuyer: 0 });
  });
});
