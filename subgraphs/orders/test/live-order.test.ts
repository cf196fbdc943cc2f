import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "./support/house.ts";
import { watch } from "./support/socket.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const UPDATED =
  "subscription($id: ID!) { orderUpdated(orderId: $id) { sequence order { state viewerRole } } }";
type Updated = { orderUpdated: { sequence: number; order: { state: string; viewerRole: string } } | null };

describe("watching an order", () => {
  it("shows it as it is, and then each time something happened, with a growing sequence", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    const watching = watch<Updated>(house.orders.url, buyerId, UPDATED, { id: orderId });
    expect((await watching.next()).data).toEqual({
      orderUpdated: { sequence: 2, order: { state: "AWAITING_PAYMENT", viewerRole: "BUYER" } },
    });
    await house.pay(orderId);
    expect((await watching.next()).data).toEqual({
      orderUpdated: { sequence: 3, order: { state: "CONFIRMED", viewerRole: "BUYER" } },
    });
    const ship = `mutation($id: ID!) { markShipped(input: { orderId: $id, carrier: "UPS", trackingNumber: "1Z" }) { userErrors { message } } }`;
    await house.ask(sellerId, ship, { id: orderId });
    expect((await watching.next()).data?.orderUpdated).toMatchObject({ sequence: 4 });
    await watching.stop();
  });

  it("is told also when the doorbell is not heard, within about a second", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const watching = watch<Updated>(house.orders.url, buyerId, UPDATED, { id: orderId });
    await watching.next();
    // As another instance would: written, and nobody here is rung for.
    await house.sql.begin(async (tx) => {
      await tx`insert into orders.order_events (id, order_id, number, type, from_state, to_state, message, occurred_at)
        values (${newId()}, ${orderId}, 3, 'CANCELLED', 'AWAITING_PAYMENT', 'CANCELLED', 'Off.', now())`;
      await tx`update orders.orders set state = 'CANCELLED', event_count = 3, cancellation_reason = 'CANCELLED_BY_SUPPORT',
        cancellation_sentence = 'Off.' where id = ${orderId}`;
    });
    expect((await watching.next()).data?.orderUpdated).toMatchObject({
      sequence: 3,
      order: { state: "CANCELLED" },
    });
    await watching.stop();
  });

  it("shows a stranger nothing, and ends", async () => {
    const { orderId } = await house.trade({ buyerId: await house.person(), sellerId: newId() });
    const watching = watch<Updated>(house.orders.url, newId(), UPDATED, { id: orderId });
    expect(await watching.next()).toEqual({ data: { orderUpdated: null }, done: false });
    expect((await watching.next()).done).toBe(true);
    await watching.stop();
  });

  it("ends at once when its reader leaves, although nothing happens", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const watching = watch<Updated>(house.orders.url, buyerId, UPDATED, { id: orderId });
    await watching.next();
    await watching.stop();
    expect((await watching.next()).done).toBe(true);
  });
});
