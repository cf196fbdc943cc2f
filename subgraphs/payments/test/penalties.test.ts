import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/front-door.ts";
import { type House, openHouse, saveCard } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const PENALTY = `query($id: ID!) { _entities(representations: [{ __typename: "Order", id: $id }]) { ... on Order {
  penalty { state amount { amount currencyCode } reason } } } }`;
type Answer = { _entities: { penalty: Record<string, unknown> | null }[] };
const penaltyOf = async (userId: string, id: string) =>
  (await ask<Answer>(house.payments, userId, PENALTY, { id })).data._entities[0]?.penalty;

const BALANCE = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
  sellerBalance { available { amount } } paymentMethods { brand isDefault isDeclined } } } }`;
type Person = {
  _entities: [
    { sellerBalance: { available: { amount: string } }[]; paymentMethods: Record<string, unknown>[] },
  ];
};
const personOf = async (id: string) =>
  (await ask<Person>(house.payments, id, BALANCE, { id })).data._entities[0];

const journalsOf = async (orderId: string) =>
  (
    await house.sql`select e.account, e.amount_minor::int as minor from payments.journals j
      join payments.entries e on e.journal_id = j.id
      where j.order_id = ${orderId} and j.kind = 'PENALTY' order by e.number`
  ).map(({ account, minor }) => [account, minor]);

/** The provider's own word on what was taken for penalties of an order. */
const chargedFor = async (orderId: string): Promise<number> => {
  const [row] = await house.sql`select count(*)::int as count from stripe_emulator.object o
    join payments.penalties p on p.order_id = ${orderId} and o.transfer_group = p.id::text
    where o.kind = 'charge'`;
  return row?.count as number;
};

const orderOf = async (tradeId: string): Promise<string> =>
  (await house.sql`select id from orders.orders where trade_id = ${tradeId}`)[0]?.id as string;

const paidTrade = async (buyerId: string, sellerId: string): Promise<string> => {
  const { tradeId } = await house.trade({ buyerId, sellerId });
  await house.settled();
  return orderOf(tradeId);
};

/** A sale that is paid for and never shipped. */
async function anOverdueSale(sellerId: string) {
  const buyerId = await house.person();
  const orderId = await paidTrade(buyerId, sellerId);
  await house.sql`update orders.orders set ship_by = now() - interval '1 second' where id = ${orderId}`;
  const state = async () =>
    (await house.sql`select state from orders.orders where id = ${orderId}`)[0]?.state;
  await expect.poll(state, { timeout: 10_000 }).not.toBe("CONFIRMED");
  await house.settled();
  return { buyerId, orderId };
}

const MARK = (action: string) => `mutation($id: ID!) { ${action} { userErrors { message } } }`;
async function sell(sellerId: string): Promise<void> {
  const buyerId = await house.person();
  const orderId = await paidTrade(buyerId, sellerId);
  const ship = MARK(`markShipped(input: { orderId: $id, carrier: "UPS", trackingNumber: "1Z9" })`);
  await ask(house.orders, sellerId, ship, { id: orderId });
  await ask(house.orders, buyerId, MARK("confirmDelivery(input: { orderId: $id })"), { id: orderId });
  await house.settled();
}

describe("the penalty of a seller who did not ship in time", () => {
  it("is charged to their payment method, booked once, and theirs alone to see; the buyer has everything back", async () => {
    const sellerId = await house.person();
    const { buyerId, orderId } = await anOverdueSale(sellerId);
    expect(await penaltyOf(sellerId, orderId)).toEqual({
      ...{ state: "CHARGED", amount: { amount: "67.50", currencyCode: "USD" }, reason: "SHIPPING_OVERDUE" },
    });
    expect(await penaltyOf(buyerId, orderId)).toBeNull();
    expect(await journalsOf(orderId)).toEqual([
      ["stripe_clearing", 6_750],
      ["penalties", -6_750],
    ]);
    expect(await chargedFor(orderId)).toBe(1);
    const [payment] = await house.sql`select state, refunded_minor::int as refunded from payments.payments
      where order_id = ${orderId}`;
    expect(payment).toEqual({ state: "REFUNDED", refunded: 45_000 });
    expect(await house.violations()).toEqual({});
  });

  it("is taken out of what they earned when there is no payment method", async () => {
    const sellerId = await house.person({ card: null });
    await sell(sellerId);
    expect((await personOf(sellerId)).sellerBalance).toEqual([{ available: { amount: "396.00" } }]);
    const { orderId } = await anOverdueSale(sellerId);
    expect(await penaltyOf(sellerId, orderId)).toMatchObject({ state: "DEDUCTED" });
    expect((await personOf(sellerId)).sellerBalance).toEqual([{ available: { amount: "328.50" } }]);
    expect(await journalsOf(orderId)).toEqual([
      [`seller:${sellerId}`, 6_750],
      ["penalties", -6_750],
    ]);
    expect(await house.violations()).toEqual({});
  });

  it("is owed when there is nothing to take it from, until the next sale or the next payment method", async () => {
    const [one, two] = [await house.person({ card: null }), await house.person({ card: null })];
    const [first, second] = [await anOverdueSale(one), await anOverdueSale(two)];
    for (const [sellerId, { orderId }] of [[one, first] as const, [two, second] as const]) {
      expect(await penaltyOf(sellerId, orderId)).toMatchObject({ state: "OWED" });
      expect(await journalsOf(orderId)).toEqual([]);
    }
    await sell(one);
    expect(await penaltyOf(one, first.orderId)).toMatchObject({ state: "DEDUCTED" });
    await saveCard(house.payments, two, "pm_card_visa");
    await house.settled();
    expect(await penaltyOf(two, second.orderId)).toMatchObject({ state: "CHARGED" });
    expect(await house.violations()).toEqual({});
  });
});

describe("the penalty of a buyer whose payment failed", () => {
  it("waits for a method that works, and until there is one nobody may count on the declined one", async () => {
    const buyerId = await house.person({ card: "pm_card_chargeCustomerFail" });
    const { tradeId } = await house.trade({ buyerId, sellerId: newId() });
    await house.settled();
    const orderId = await orderOf(tradeId);
    expect(await penaltyOf(buyerId, orderId)).toMatchObject({ state: "OWED", reason: "PAYMENT_FAILED" });
    expect((await personOf(buyerId)).paymentMethods).toMatchObject([{ isDefault: true, isDeclined: true }]);
    const told = async () =>
      (
        await house.sql`select payload->'onFile' as on_file from payments.outbox
          where type = 'payments.payment_methods_changed' and aggregate_id = ${buyerId} order by sequence`
      ).map(({ on_file }) => on_file);
    expect(await told()).toEqual([true, false]);

    await saveCard(house.payments, buyerId, "pm_card_visa");
    await house.settled();
    expect(await told()).toEqual([true, false, true]);
    expect(await penaltyOf(buyerId, orderId)).toMatchObject({ state: "CHARGED" });
    expect(await chargedFor(orderId)).toBe(1);
    expect(await house.violations()).toEqual({});
  });

  it("is charged to another method of theirs that works, which takes the declined one's place", async () => {
    const buyerId = await house.person();
    await saveCard(house.payments, buyerId, "pm_card_chargeCustomerFail");
    const { tradeId } = await house.trade({ buyerId, sellerId: newId() });
    await house.settled();
    expect(await penaltyOf(buyerId, await orderOf(tradeId))).toMatchObject({ state: "CHARGED" });
    expect((await personOf(buyerId)).paymentMethods).toMatchObject([
      { isDefault: true, isDeclined: false },
      { isDefault: false, isDeclined: true },
    ]);
    expect(await house.violations()).toEqual({});
  });
});
