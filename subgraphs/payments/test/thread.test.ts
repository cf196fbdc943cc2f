import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/front-door.ts";
import { type House, openHouse } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const ORDERS = `query Orders { order: _entities(representations: [{ __typename: "Viewer", id: "VIEWER" }]) { ... on Viewer {
  purchases { nodes { ...facts } } sales { nodes { ...facts } } } } }
  fragment facts on Order { id number state viewerRole availableActions shipBy cancellationReason
    total { amount currencyCode } sellerFees { transactionFee { amount } processingFee { amount } payout { amount } }
    history { type } shippingAddress { city } shipments { carrier trackingNumber deliveredAt } }`;

type OrderFacts = {
  id: string;
  number: string;
  state: string;
  viewerRole: string;
  availableActions: string[];
  shipBy: string | null;
  cancellationReason: string | null;
  total: { amount: string };
  sellerFees: { payout: { amount: string } } | null;
  history: { type: string }[];
  shippingAddress: { city: string } | null;
  shipments: { carrier: string; deliveredAt: string | null }[];
};

async function ordersOf(userId: string): Promise<OrderFacts[]> {
  type Viewers = { order: { purchases: { nodes: OrderFacts[] }; sales: { nodes: OrderFacts[] } }[] };
  const { data, errors } = await ask<Viewers>(house.orders, userId, ORDERS.replace("VIEWER", userId));
  expect(errors).toBeUndefined();
  return data.order.flatMap(({ purchases, sales }) => [...purchases.nodes, ...sales.nodes]);
}

async function paymentOf(userId: string, orderId: string) {
  const query = `query($id: ID!) { _entities(representations: [{ __typename: "Order", id: $id }]) { ... on Order {
    payment { id state provider failureReason amount { amount } refunded { amount } } } } }`;
  type Payments = {
    _entities: { payment: { id: string; state: string; failureReason: string | null } | null }[];
  };
  const { data } = await ask<Payments>(house.payments, userId, query, { id: orderId });
  return data._entities[0]?.payment ?? null;
}

async function balanceOf(userId: string) {
  const query = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
    sellerBalance { pending { amount } available { amount } } } } }`;
  type Balances = {
    _entities: { sellerBalance: { pending: { amount: string }; available: { amount: string } }[] }[];
  };
  const { data } = await ask<Balances>(house.payments, userId, query, { id: userId });
  return data._entities[0]?.sellerBalance.map(({ pending, available }) => [pending.amount, available.amount]);
}

type Payload = { order: OrderFacts | null; userErrors: { __typename: string; message: string }[] };

const mutate = async (userId: string, mutation: string, variables: Record<string, unknown>) => {
  const { data, errors } = await ask<{ result: Payload }>(house.orders, userId, mutation, variables);
  expect(errors).toBeUndefined();
  return data.result;
};
const ship = (sellerId: string, orderId: string) =>
  mutate(
    sellerId,
    `mutation($id: ID!) { result: markShipped(input: { orderId: $id, carrier: "UPS", trackingNumber: "1Z999" }) {
      order { state } userErrors { __typename message } } }`,
    { id: orderId },
  );
const confirm = (buyerId: string, orderId: string) =>
  mutate(
    buyerId,
    `mutation($id: ID!) { result: confirmDelivery(input: { orderId: $id }) { order { state } userErrors { __typename message } } }`,
    { id: orderId },
  );

describe("a trade", () => {
  it("becomes one order, which is paid, shipped and delivered, and its seller is paid", async () => {
    const [buyerId, sellerId] = [await house.person(), await house.person()];
    await house.trade({ buyerId, sellerId, price: 45_000n });
    await house.settled();

    const [order] = await ordersOf(buyerId);
    expect(order).toMatchObject({
      state: "CONFIRMED",
      viewerRole: "BUYER",
      total: { amount: "450.00" },
      sellerFees: null,
      shippingAddress: { city: "Leeds" },
    });
    expect(order?.history.map(({ type }) => type)).toEqual(["PENDING", "AWAITING_PAYMENT", "CONFIRMED"]);
    expect(order?.number).toMatch(/^OC-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const orderId = order?.id ?? "";
    const [sold] = await ordersOf(sellerId);
    expect(sold).toMatchObject({ viewerRole: "SELLER", availableActions: ["MARK_SHIPPED"] });
    expect(sold?.sellerFees).toMatchObject({ payout: { amount: "396.00" } });
    expect(await paymentOf(buyerId, orderId)).toMatchObject({ state: "HELD", provider: "stripe" });
    expect(await balanceOf(sellerId)).toEqual([["396.00", "0.00"]]);

    expect(await ship(sellerId, orderId)).toEqual({ order: { state: "SHIPPING_TO_BUYER" }, userErrors: [] });
    expect(await confirm(buyerId, orderId)).toEqual({ order: { state: "DELIVERED" }, userErrors: [] });
    await house.settled();
    const [done] = await ordersOf(buyerId);
    expect(done).toMatchObject({ state: "COMPLETED", availableActions: [] });
    expect(done?.shipments[0]?.deliveredAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(await paymentOf(sellerId, orderId)).toMatchObject({ state: "RELEASED" });
    expect(await balanceOf(sellerId)).toEqual([["0.00", "396.00"]]);
    expect(await house.violations()).toEqual({});
  });

  it("is cancelled when the card is declined: nothing is taken, and only the buyer learns what the bank said", async () => {
    const buyerId = await house.person({ card: "pm_card_chargeCustomerFail" });
    const sellerId = await house.person();
    await house.trade({ buyerId, sellerId });
    await house.settled();

    const [order] = await ordersOf(buyerId);
    const [sold] = await ordersOf(sellerId);
    expect(order?.state).toBe("CANCELLED");
    expect(order?.cancellationReason).toBe("Your payment failed. Your card was declined.");
    expect(sold?.cancellationReason).toBe("The buyer's payment failed.");
    expect(await paymentOf(buyerId, order?.id ?? "")).toMatchObject({
      state: "FAILED",
      failureReason: "Your card was declined.",
    });
    expect(await paymentOf(sellerId, order?.id ?? "")).toMatchObject({
      failureReason: "The buyer's payment was declined.",
    });
    const [told] = await house.sql`select payload from orders.outbox
      where type = 'orders.order_cancelled' and aggregate_id = ${order?.id ?? ""}`;
    expect(told?.payload).toMatchObject({ reason: "PAYMENT_FAILED", defaultedBy: "BUYER" });
    expect(await house.violations()).toEqual({});
  });

  it("is cancelled when there is no card on file any more", async () => {
    const buyerId = await house.person({ card: null });
    await house.trade({ buyerId, sellerId: newId() });
    await house.settled();
    const [order] = await ordersOf(buyerId);
    expect(order?.cancellationReason).toBe("Your payment failed. There is no payment method on file.");
  });

  it("is refunded when the seller does not ship in time", async () => {
    const [buyerId, sellerId] = [await house.person(), await house.person()];
    await house.trade({ buyerId, sellerId });
    await house.settled();
    const orderId = (await ordersOf(buyerId))[0]?.id ?? "";
    await house.sql`update orders.orders set ship_by = now() - interval '1 second' where id = ${orderId}`;
    await expect
      .poll(async () => (await ordersOf(buyerId))[0]?.state, { timeout: 10_000 })
      .not.toBe("CONFIRMED");
    await house.settled();
    expect((await ordersOf(buyerId))[0]).toMatchObject({
      state: "REFUNDED",
      cancellationReason: "The seller did not ship in time.",
    });
    expect(await paymentOf(buyerId, orderId)).toMatchObject({
      state: "REFUNDED",
      refunded: { amount: "450.00" },
    });
    expect(await balanceOf(sellerId)).toEqual([]);
    expect(await ship(sellerId, orderId)).toMatchObject({
      userErrors: [{ __typename: "InvalidTransitionError" }],
    });
    expect(await house.violations()).toEqual({});
  });

  it("waits for an address, and the seller is told whose turn it is", async () => {
    const [buyerId, sellerId] = [await house.person({ address: false }), await house.person()];
    await house.trade({ buyerId, sellerId });
    await house.settled();
    const orderId = (await ordersOf(buyerId))[0]?.id ?? "";
    expect((await ordersOf(sellerId))[0]).toMatchObject({
      state: "CONFIRMED",
      availableActions: [],
      shippingAddress: null,
    });
    expect(await ship(sellerId, orderId)).toEqual({
      order: null,
      userErrors: [
        { __typename: "InvalidTransitionError", message: "The buyer has to set a shipping address first." },
      ],
    });
    const set = await mutate(
      buyerId,
      `mutation($id: ID!) { result: setShippingAddress(input: { orderId: $id, address: { recipient: "Ada Byron",
        line1: "1 Mill Yard", city: "York", postalCode: "YO1", countryCode: "GB" } }) {
        order { shippingAddress { city } history { type } } userErrors { __typename message } } }`,
      { id: orderId },
    );
    expect(set.order).toMatchObject({ shippingAddress: { city: "York" } });
    expect((await ship(sellerId, orderId)).userErrors).toEqual([]);
  });

  it("that is announced twice still has one order and one payment", async () => {
    const [buyerId, sellerId] = [await house.person(), await house.person()];
    const trade = await house.trade({ buyerId, sellerId });
    const [row] =
      await house.sql`select payload from test_offers.outbox where aggregate_id = ${trade.tradeId}`;
    const { TradeExecuted } = await import("@outcry/contracts");
    await house.announce("offers", TradeExecuted.of(trade.tradeId, row?.payload));
    await house.settled();
    expect(await ordersOf(buyerId)).toHaveLength(1);
    const [counted] =
      await house.sql`select count(*)::int as count from payments.payments where buyer_id = ${buyerId}`;
    expect(counted?.count).toBe(1);
  });

  it("is nobody's business but its buyer's and its seller's", async () => {
    const [buyerId, sellerId, strangerId] = [await house.person(), await house.person(), newId()];
    const trade = await house.trade({ buyerId, sellerId });
    await house.settled();
    const orderId = (await ordersOf(buyerId))[0]?.id ?? "";
    const ofTrade = `query($id: ID!) { _entities(representations: [{ __typename: "Trade", id: $id }]) { ... on Trade { order { id } } } }`;
    const seen = async (userId: string | null) =>
      (
        await ask<{ _entities: { order: object | null }[] }>(house.orders, userId, ofTrade, {
          id: trade.tradeId,
        })
      ).data._entities[0]?.order ?? null;
    expect([await seen(buyerId), await seen(sellerId)]).toEqual([{ id: orderId }, { id: orderId }]);
    expect([await seen(strangerId), await seen(null)]).toEqual([null, null]);
    expect(await paymentOf(strangerId, orderId)).toBeNull();
    const byId = await ask(house.orders, strangerId, `query($id: ID!) { order(id: $id) { id } }`, {
      id: orderId,
    });
    expect(byId.data).toEqual({ order: null });
    expect(await confirm(strangerId, orderId)).toMatchObject({
      userErrors: [{ __typename: "NotFoundError" }],
    });
    expect(await ship(buyerId, orderId)).toMatchObject({ userErrors: [{ __typename: "NotFoundError" }] });
  });
});
