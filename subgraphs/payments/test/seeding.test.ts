import { makeDemoStory } from "@outcry/demo";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/front-door.ts";
import { type House, openHouse } from "./support/house.ts";

const SECONDS_MAX = 60;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const counts = async () => {
  const [row] = await house.sql`
    select (select count(*)::int from payments.payments) as payments,
           (select count(*)::int from payments.journals) as journals,
           (select count(*)::int from payments.payment_methods) as cards,
           (select count(*)::int from orders.orders) as orders,
           (select count(*)::int from orders.order_events) as happenings`;
  return row;
};

describe("seeding the demo", () => {
  const story = makeDemoStory({ now: new Date() });

  it("tells every past trade as a completed order and a released payment, in seconds, and again without a change", async () => {
    const started = performance.now();
    await house.payments.seedDemo(story);
    await (house.orders as House["payments"]).seedDemo(story);
    const seconds = (performance.now() - started) / 1_000;
    const trades = story.trades.length;
    const cards = story.people.filter(({ card }) => card !== null).length;
    const expected = {
      payments: trades,
      journals: 2 * trades,
      cards,
      orders: trades,
      happenings: 6 * trades,
    };
    expect(await counts()).toEqual(expected);
    expect(seconds).toBeLessThan(SECONDS_MAX);
    await house.payments.seedDemo(story);
    await (house.orders as House["payments"]).seedDemo(story);
    expect(await counts()).toEqual(expected);
    expect(await house.violations()).toEqual({});
  }, 120_000);

  it("gives the demo's buyer a card that can be charged", async () => {
    const { buyer, seller } = story.logins;
    await house.trade({ buyerId: buyer.userId, sellerId: seller.userId });
    await house.settled();
    const query = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
      purchases(first: 1) { nodes { state shippingAddress { city } } } } } }`;
    const { data } = await ask<{ _entities: unknown[] }>(house.orders, buyer.userId, query, {
      id: buyer.userId,
    });
    expect(data._entities).toEqual([
      { purchases: { nodes: [{ state: "CONFIRMED", shippingAddress: { city: buyer.address.city } }] } },
    ]);
  });

  it("lets the seller of the past read what they were paid", async () => {
    const { seller } = story.logins;
    const query = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
      sales(first: 100) { nodes { state sellerFees { payout { amount } } } } } } }`;
    const { data } = await ask<{ _entities: { sales: { nodes: { sellerFees: object | null }[] } }[] }>(
      house.orders,
      seller.userId,
      query,
      { id: seller.userId },
    );
    const past = data._entities[0]?.sales.nodes.slice(1) ?? [];
    expect(past.length).toBeGreaterThan(0);
    expect(past.every(({ sellerFees }) => sellerFees !== null)).toBe(true);
  });
});
