import type { StripeEmulator } from "@outcry/stripe-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask } from "./support/front-door.ts";
import { type House, openHouse } from "./support/house.ts";

type Fault = Parameters<StripeEmulator["faults"]["request"]>[0];

const PATIENCE = { timeout: 40_000, interval: 100 };

let house: House;
beforeAll(async () => {
  house = await openHouse({ timeoutMilliseconds: 400 });
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => house.emulator.faults.clear());

async function trade() {
  const [buyerId, sellerId] = [await house.person(), await house.person()];
  const { tradeId } = await house.trade({ buyerId, sellerId });
  return { buyerId, sellerId, tradeId };
}

const orderOf = async (tradeId: string) =>
  (
    await house.sql`select o.id, o.state, p.state as payment from orders.orders o
      left join payments.payments p on p.order_id = o.id where o.trade_id = ${tradeId}`
  )[0];

/** How often the provider did a thing for an order, and was not undone. */
const done = async (kind: string, orderId: string) =>
  (
    await house.sql`select count(*)::int as count from stripe_emulator.object
      where kind = ${kind} and (transfer_group = ${orderId} or data -> 'metadata' ->> 'order_id' = ${orderId})
        and coalesce(data ->> 'status', 'succeeded') = 'succeeded'`
  )[0]?.count as number;

const toIntents = { method: "POST", path: "/v1/payment_intents" } as const;
const FAULTS: [string, Fault][] = [
  ["does not answer, and nothing was done", { kind: "timeout_before_effect", ...toIntents }],
  ["does not answer, though everything was done", { kind: "timeout_after_effect", ...toIntents }],
  ["cuts the line before", { kind: "connection_reset", ...toIntents }],
  ["cuts the line after the effect", { kind: "connection_reset", after: true, ...toIntents }],
  ["answers 500 three times", { kind: "status", status: 500, times: 3, ...toIntents }],
  ["answers 503 though everything was done", { kind: "status", status: 503, after: true, ...toIntents }],
  ["answers 429", { kind: "status", status: 429, times: 2, ...toIntents }],
  ["answers 409", { kind: "status", status: 409, ...toIntents }],
  [
    "keeps a 500 under the key, and nothing was done",
    { kind: "status", status: 500, kept: true, ...toIntents },
  ],
  [
    "keeps a 500 under the key, though everything was done",
    { kind: "status", status: 500, kept: true, after: true, ...toIntents },
  ],
];

describe("a charge is made exactly once when the provider", () => {
  it.each(FAULTS)("%s", async (_how, fault) => {
    // Nobody tells us meanwhile what became of it: our own repetition has to find out.
    house.emulator.faults.webhook({ kind: "hold" });
    house.emulator.faults.request(fault);
    const { tradeId } = await trade();
    await expect.poll(async () => (await orderOf(tradeId))?.state, PATIENCE).toBe("CONFIRMED");
    const orderId = (await orderOf(tradeId))?.id;
    expect(await done("charge", orderId)).toBe(1);
    house.emulator.faults.release();
    await house.settled();
    expect(await house.violations()).toEqual({});
  });
});

const run = async (userId: string, mutation: string, orderId: string) =>
  ask(house.orders, userId, `mutation($id: ID!) { ${mutation} { userErrors { message } } }`, { id: orderId });

describe("the seller is paid exactly once when the provider", () => {
  const toTransfers = { method: "POST", path: "/v1/transfers" } as const;
  const toAccounts = { method: "POST", path: "/v1/accounts" } as const;
  const faults: [string, Fault][] = [
    ["does not answer the transfer, though it was made", { kind: "timeout_after_effect", ...toTransfers }],
    ["refuses the transfer at first", { kind: "status", status: 400, ...toTransfers }],
    [
      "keeps a 500 for the transfer that was made",
      { kind: "status", status: 500, kept: true, after: true, ...toTransfers },
    ],
    [
      "does not answer the seller's account, though it was made",
      { kind: "timeout_after_effect", ...toAccounts },
    ],
  ];

  it.each(faults)("%s", async (_how, fault) => {
    const { buyerId, sellerId, tradeId } = await trade();
    await house.settled();
    const orderId = (await orderOf(tradeId))?.id;
    house.emulator.faults.request(fault);
    await run(
      sellerId,
      `markShipped(input: { orderId: $id, carrier: "UPS", trackingNumber: "1Z" })`,
      orderId,
    );
    await run(buyerId, "confirmDelivery(input: { orderId: $id })", orderId);
    await expect.poll(async () => (await orderOf(tradeId))?.state, PATIENCE).toBe("COMPLETED");
    expect(await done("transfer", orderId)).toBe(1);
    await house.settled();
    expect(await house.violations()).toEqual({});
  });
});

describe("the buyer is refunded exactly once when the provider", () => {
  const toRefunds = { method: "POST", path: "/v1/refunds" } as const;
  const faults: [string, Fault][] = [
    ["does not answer, though it was done", { kind: "timeout_after_effect", ...toRefunds }],
    ["answers 500", { kind: "status", status: 500, ...toRefunds }],
  ];

  it.each(faults)("%s", async (_how, fault) => {
    const { tradeId } = await trade();
    await house.settled();
    const orderId = (await orderOf(tradeId))?.id;
    house.emulator.faults.request(fault);
    await house.sql`update orders.orders set ship_by = now() - interval '1 second' where id = ${orderId}`;
    await expect.poll(async () => (await orderOf(tradeId))?.state, PATIENCE).toBe("REFUNDED");
    expect(await done("refund", orderId)).toBe(1);
    await house.settled();
    expect(await house.violations()).toEqual({});
  });
});

describe("a buyer whose bank wants to ask them", () => {
  it("is not there to answer: the payment fails, and says so", async () => {
    const buyerId = await house.person({ card: "pm_card_authenticationRequired" });
    const { tradeId } = await house.trade({ buyerId, sellerId: await house.person() });
    await expect.poll(async () => (await orderOf(tradeId))?.state, PATIENCE).toBe("CANCELLED");
    expect((await orderOf(tradeId))?.payment).toBe("FAILED");
  });
});
