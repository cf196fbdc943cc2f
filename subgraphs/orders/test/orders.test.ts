import { DefaultAddressChanged, PaymentFailed, PaymentRefunded, toWire } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ADDRESS, type House, openHouse } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const ORDER = `query($id: ID, $number: String) { order(id: $id, number: $number) { id number state availableActions
  cancellationReason shippingAddress { city } history { type message } lines { quantity unitPrice { amount } variant { id } }
  subtotal { amount } shipping { amount } total { amount currencyCode } shipBy } }`;
type Order = {
  id: string;
  number: string;
  state: string;
  availableActions: string[];
  shippingAddress: { city: string } | null;
  history: { type: string; message: string }[];
  shipBy: string | null;
};
const read = async (userId: string | null, variables: { id?: string; number?: string }) =>
  house.ask<{ order: Order | null }>(userId, ORDER, variables);

const act = async (userId: string, mutation: string, id: string) => {
  const query = `mutation($id: ID!) { result: ${mutation} { order { state }
    userErrors { __typename message code field ... on InvalidTransitionError { from allowed } } } }`;
  type Result = { order: { state: string } | null; userErrors: { __typename: string; allowed?: string[] }[] };
  return (await house.ask<{ result: Result }>(userId, query, { id })).data.result;
};
const SHIP = `markShipped(input: { orderId: $id, carrier: "UPS", trackingNumber: "1Z999" })`;
const CONFIRM = "confirmDelivery(input: { orderId: $id })";

const announced = async (orderId: string) =>
  (await house.sql`select type from orders.outbox where aggregate_id = ${orderId} order by sequence`).map(
    ({ type }) => (type as string).replace("orders.order_", ""),
  );

describe("an order of a trade", () => {
  it("costs price times quantity, with nothing for shipping, and goes to the buyer's default address", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId, quantity: 3 });
    const { data } = await read(buyerId, { id: orderId });
    expect(data.order).toMatchObject({
      state: "AWAITING_PAYMENT",
      subtotal: { amount: "1350.00" },
      shipping: { amount: "0.00" },
      total: { amount: "1350.00", currencyCode: "USD" },
      lines: [{ quantity: 3, unitPrice: { amount: "450.00" } }],
      shippingAddress: { city: "Leeds" },
      shipBy: null,
    });
  });

  it("is found by its number, however it was typed, and by exactly one of id and number", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const number = (await read(buyerId, { id: orderId })).data.order?.number ?? "";
    expect((await read(buyerId, { number: number.toLowerCase() })).data.order?.id).toBe(orderId);
    for (const variables of [{}, { id: orderId, number }])
      expect((await read(buyerId, variables)).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    for (const id of ["1", "", "' or 1=1 --", newId()])
      expect((await read(buyerId, { id })).data.order).toBeNull();
    for (const id of ["1", newId()])
      expect((await act(buyerId, CONFIRM, id)).userErrors[0]?.__typename).toBe("NotFoundError");
    expect((await read(null, { id: orderId })).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("announces each step of its life once, in order", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    await house.pay(orderId);
    await house.pay(orderId); // Heard twice, it changes nothing.
    expect((await act(sellerId, SHIP, orderId)).order?.state).toBe("SHIPPING_TO_BUYER");
    expect((await act(buyerId, CONFIRM, orderId)).order?.state).toBe("DELIVERED");
    await house.release(orderId);
    expect(await announced(orderId)).toEqual(["placed", "confirmed", "shipped", "delivered", "completed"]);
    const { data } = await read(buyerId, { id: orderId });
    expect(data.order?.history.map(({ type }) => type)).toEqual([
      "PENDING",
      "AWAITING_PAYMENT",
      "CONFIRMED",
      "SHIPPING_TO_BUYER",
      "DELIVERED",
      "COMPLETED",
    ]);
    expect(await house.violations()).toEqual({});
  });

  it("refuses every step out of turn, and says what could be done", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    expect(await act(sellerId, SHIP, orderId)).toMatchObject({
      order: null,
      userErrors: [{ __typename: "InvalidTransitionError", from: "AWAITING_PAYMENT", allowed: [] }],
    });
    await house.pay(orderId);
    expect((await act(buyerId, CONFIRM, orderId)).userErrors[0]?.allowed).toEqual(["SET_SHIPPING_ADDRESS"]);
    await act(sellerId, SHIP, orderId);
    expect((await act(sellerId, SHIP, orderId)).userErrors[0]?.__typename).toBe("InvalidTransitionError");
    await act(buyerId, CONFIRM, orderId);
    expect((await act(buyerId, CONFIRM, orderId)).userErrors[0]?.__typename).toBe("InvalidTransitionError");
  });

  it("lets a double click deliver once", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    await house.pay(orderId);
    await act(sellerId, SHIP, orderId);
    const clicks = await Promise.all(Array.from({ length: 8 }, () => act(buyerId, CONFIRM, orderId)));
    expect(clicks.filter(({ order }) => order !== null)).toHaveLength(1);
    expect((await announced(orderId)).filter((type) => type === "delivered")).toHaveLength(1);
  });

  it("goes to the authenticator first when its goods are checked", async () => {
    const [buyerId, sellerId] = [await house.person(), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId, authenticationRequired: true });
    await house.pay(orderId);
    expect((await act(sellerId, SHIP, orderId)).order?.state).toBe("SELLER_SHIPPING");
  });

  it("hears of a late payment after it was cancelled, and stays cancelled; the refund is recorded", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const news = { paymentId: newId(), orderId, amount: toWire({ minor: 45_000n, currency: "USD" }) };
    await house.announce(
      "payments",
      PaymentFailed.of(news.paymentId, { ...news, code: "x", message: "No." }),
    );
    await house.pay(orderId);
    expect((await read(buyerId, { id: orderId })).data.order?.state).toBe("CANCELLED");
    await house.announce("payments", PaymentRefunded.of(news.paymentId, news));
    expect((await read(buyerId, { id: orderId })).data.order?.state).toBe("REFUNDED");
    expect(await house.violations()).toEqual({});
  });
});

describe("the address of an order", () => {
  it("is a copy that a later address book does not change", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const address = { ...ADDRESS, city: "York" };
    await house.announce("identity", DefaultAddressChanged.of(buyerId, { userId: buyerId, address }));
    expect((await read(buyerId, { id: orderId })).data.order?.shippingAddress?.city).toBe("Leeds");
  });

  it("is filled in by the first default address of a buyer who had none", async () => {
    const buyerId = await house.person({ address: false });
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    expect((await read(buyerId, { id: orderId })).data.order?.shippingAddress).toBeNull();
    await house.announce(
      "identity",
      DefaultAddressChanged.of(buyerId, { userId: buyerId, address: ADDRESS }),
    );
    const { data } = await read(buyerId, { id: orderId });
    expect(data.order?.shippingAddress?.city).toBe("Leeds");
    expect(data.order?.history.at(-1)?.type).toBe("SHIPPING_ADDRESS_SET");
  });

  it("gives a seller who could not ship the whole window again", async () => {
    const [buyerId, sellerId] = [await house.person({ address: false }), newId()];
    const { orderId } = await house.trade({ buyerId, sellerId });
    await house.pay(orderId);
    await house.sql`update orders.orders set ship_by = now() - interval '1 day' where id = ${orderId}`;
    const set = `setShippingAddress(input: { orderId: $id, address: { recipient: "A", line1: "1", city: "York",
      postalCode: "YO1", countryCode: "GB" } })`;
    expect((await act(buyerId, set, orderId)).userErrors).toEqual([]);
    const shipBy = (await read(buyerId, { id: orderId })).data.order?.shipBy ?? "";
    expect(Date.parse(shipBy)).toBeGreaterThan(Date.now());
  });

  it("is refused when no label could carry it", async () => {
    const buyerId = await house.person();
    const { orderId } = await house.trade({ buyerId, sellerId: newId() });
    const set = `setShippingAddress(input: { orderId: $id, address: { recipient: " ", line1: "1", city: "York",
      postalCode: "YO1", countryCode: "GB" } })`;
    expect((await act(buyerId, set, orderId)).userErrors).toMatchObject([
      { __typename: "ValidationError", field: ["input", "address", "recipient"] },
    ]);
  });
});

describe("lists of orders", () => {
  const PAGE = `query($viewer: ID!, $first: Int, $after: String) {
    _entities(representations: [{ __typename: "Viewer", id: $viewer }]) { ... on Viewer {
      purchases(first: $first, after: $after) { nodes { id lines { quantity } history { type } shipments { carrier }
        buyer { id } availableActions } pageInfo { hasNextPage endCursor } } } } }`;
  type Page = {
    _entities: ({
      purchases: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    } | null)[];
  };

  it("are paged newest first without a gap or a repetition, a page of fifty in a handful of statements", async () => {
    const buyerId = await house.person();
    const placed: string[] = [];
    for (let count = 0; count < 60; count += 1)
      placed.push((await house.trade({ buyerId, sellerId: newId() })).orderId);
    const statements = vi.spyOn(house.database.sql, "unsafe");
    const first = await house.ask<Page>(buyerId, PAGE, { viewer: buyerId, first: 50 });
    const ofOrders = statements.mock.calls.filter(([text]) => text.startsWith('select "id"'));
    statements.mockRestore();
    expect(ofOrders).toHaveLength(4); // The page, and its lines, histories and shipments.
    const [page] = first.data._entities;
    expect(page?.purchases.pageInfo.hasNextPage).toBe(true);
    const after = page?.purchases.pageInfo.endCursor;
    const second = await house.ask<Page>(buyerId, PAGE, { viewer: buyerId, first: 50, after });
    const ids = [first, second]
      .flatMap(({ data }) => data._entities[0]?.purchases.nodes ?? [])
      .map(({ id }) => id);
    expect(ids).toEqual(placed.reverse());
  });

  it("are only for their own viewer, and refuse more than a hundred or a cursor that is none", async () => {
    const buyerId = await house.person();
    const foreign = await house.ask<Page>(newId(), PAGE, { viewer: buyerId, first: 5 });
    expect(foreign.data._entities).toEqual([null]);
    for (const variables of [{ first: 101 }, { first: 0 }, { first: 5, after: "bm9uc2Vuc2U" }]) {
      const { errors } = await house.ask(buyerId, PAGE, { viewer: buyerId, ...variables });
      expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
  });
});

it("keeps what happened: the history refuses to be changed", async () => {
  await expect(house.sql`update orders.order_events set message = 'nothing to see'`).rejects.toThrow(
    "append-only",
  );
  await expect(house.sql`delete from orders.order_events`).rejects.toThrow("append-only");
  await expect(house.sql`truncate orders.order_events cascade`).rejects.toThrow("append-only");
});
