import { newId } from "@outcry/kernel";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { STRIPE_KEY, WEBHOOK_SECRET } from "./support/constants.ts";
import { forwardWebhook } from "./support/front-door.ts";
import { type House, openHouse } from "./support/house.ts";

const stripe = new Stripe(STRIPE_KEY);
const SECOND = 1;
const YEAR = 365 * 24 * 3_600;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => house.emulator.faults.clear());

/** A payment that is held, with the intent it was charged by. */
async function heldPayment() {
  const [buyerId, sellerId] = [await house.person(), await house.person()];
  const { tradeId } = await house.trade({ buyerId, sellerId });
  await house.settled();
  const [payment] = await house.sql`
    select p.id, p.order_id, p.amount_minor, p.intent_ref, p.charge_ref, p.payout_minor
    from payments.payments p join orders.orders o on o.id = p.order_id where o.trade_id = ${tradeId}`;
  if (!payment) throw new Error("The trade was not paid.");
  return payment as {
    id: string;
    order_id: string;
    amount_minor: string;
    intent_ref: string;
    charge_ref: string;
  };
}

type Payment = Awaited<ReturnType<typeof heldPayment>>;

const event = (
  payment: Payment,
  change: Record<string, unknown> = {},
  object: Record<string, unknown> = {},
) => ({
  id: `evt_${newId().replaceAll("-", "")}`,
  object: "event",
  api_version: Stripe.API_VERSION,
  created: Math.floor(Date.now() / 1_000),
  livemode: false,
  pending_webhooks: 1,
  request: null,
  type: "payment_intent.succeeded",
  data: {
    object: {
      id: payment.intent_ref,
      object: "payment_intent",
      status: "succeeded",
      amount: Number(payment.amount_minor),
      currency: "usd",
      latest_charge: payment.charge_ref,
      metadata: { payment_id: payment.id, order_id: payment.order_id },
      ...object,
    },
  },
  ...change,
});

const signature = (payload: string, secret = WEBHOOK_SECRET, age = 0) =>
  stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: Math.floor(Date.now() / 1_000) - age,
  });

const send = (body: string, header: string, type = "application/json; charset=utf-8") =>
  forwardWebhook(house.payments.url, body, { "content-type": type, "stripe-signature": header });

const storedEvents = async () =>
  (await house.sql`select count(*)::int as count from payments.provider_events`)[0]?.count as number;
const journalsOf = async (paymentId: string) =>
  (
    await house.sql`select kind from payments.journals where payment_id = ${paymentId} order by posted_at`
  ).map(({ kind }) => kind as string);
const stateOf = async (paymentId: string) =>
  (await house.sql`select state from payments.payments where id = ${paymentId}`)[0]?.state as string;

describe("a webhook that is not to be believed", () => {
  let payment: Payment;
  beforeAll(async () => {
    payment = await heldPayment();
  });

  const genuine = () => JSON.stringify(event(payment));
  const cases: [string, () => Promise<Response>][] = [
    ["signed with another secret", () => send(genuine(), signature(genuine(), "whsec_other"))],
    ["not signed", () => send(genuine(), "")],
    [
      "signed 301 s ago",
      () => ((body) => send(body, signature(body, WEBHOOK_SECRET, 301 * SECOND)))(genuine()),
    ],
    [
      "signed 301 s ahead",
      () => ((body) => send(body, signature(body, WEBHOOK_SECRET, -302 * SECOND)))(genuine()),
    ],
    ["signed a year ahead", () => ((body) => send(body, signature(body, WEBHOOK_SECRET, -YEAR)))(genuine())],
    [
      "signed long ago, with a fresh time put in front",
      () => {
        const body = genuine();
        const old = signature(body, WEBHOOK_SECRET, YEAR);
        return send(body, `t=${Math.floor(Date.now() / 1_000)},${old}`);
      },
    ],
    ["altered by one byte", () => ((body) => send(body.replace("usd", "eur"), signature(body)))(genuine())],
    [
      "written again as other JSON",
      () => ((body) => send(JSON.stringify(JSON.parse(body), null, 1), signature(body)))(genuine()),
    ],
    ["of another content type", () => ((body) => send(body, signature(body), "text/plain"))(genuine())],
    ["not JSON", () => send("hello", signature("hello"))],
    ["of the other mode", () => signed(event(payment, { livemode: true }))],
    ["of another account", () => signed(event(payment, { account: "acct_other" }))],
    ["about another sum", () => signed(event(payment, {}, { amount: 1 }))],
    ["about another currency", () => signed(event(payment, {}, { currency: "eur" }))],
  ];
  const signed = (content: object) => {
    const body = JSON.stringify(content);
    return send(body, signature(body));
  };

  it.each(cases)("%s, is refused, and nothing is written", async (_how, sending) => {
    const before = await storedEvents();
    const response = await sending();
    expect([response.status, await storedEvents()]).toEqual([400, before]);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it("but is taken when it is genuine, up to 300 s old or ahead", async () => {
    for (const age of [0, 298, -298]) {
      const body = JSON.stringify(event(payment));
      expect((await send(body, signature(body, WEBHOOK_SECRET, age))).status).toBe(200);
    }
  });

  it("is not looked at without the router's passport", async () => {
    const body = genuine();
    const response = await fetch(`${house.payments.url}/webhooks/stripe`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "stripe-signature": signature(body) },
    });
    expect(response.status).toBe(401);
  });
});

describe("webhooks", () => {
  it("sent ten times at once are kept once and booked once", async () => {
    const payment = await heldPayment();
    const before = await storedEvents();
    const body = JSON.stringify(event(payment));
    const statuses = await Promise.all(Array.from({ length: 10 }, () => send(body, signature(body))));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
    await house.settled();
    expect(await storedEvents()).toBe(before + 1);
    expect(await journalsOf(payment.id)).toEqual(["HOLD"]);
  });

  it("that come late and in the wrong order never take a state backwards", async () => {
    const payment = await heldPayment();
    const failed = event(
      payment,
      { type: "payment_intent.payment_failed" },
      {
        status: "requires_payment_method",
        last_payment_error: { code: "card_declined", message: "Declined." },
      },
    );
    const refunded = event(
      payment,
      { type: "charge.refunded" },
      { id: payment.charge_ref, object: "charge", refunded: true },
    );
    for (const content of [failed, refunded, event(payment), failed]) {
      const body = JSON.stringify(content);
      expect((await send(body, signature(body))).status).toBe(200);
      await house.settled();
    }
    expect(await stateOf(payment.id)).toBe("REFUNDED");
    expect(await journalsOf(payment.id)).toEqual(["HOLD", "REFUND"]);
    expect(await house.violations()).toEqual({});
  });

  it("that overtake our own request settle the payment, and the late answer changes nothing", async () => {
    house.emulator.faults.request({
      kind: "delay",
      milliseconds: 1_500,
      after: true,
      method: "POST",
      path: "/v1/payment_intents",
    });
    const [buyerId, sellerId] = [await house.person(), await house.person()];
    const { tradeId } = await house.trade({ buyerId, sellerId });
    const paid = async () =>
      (
        await house.sql`select p.id, p.state from payments.payments p join orders.orders o on o.id = p.order_id
          where o.trade_id = ${tradeId}`
      )[0];
    await expect.poll(async () => (await paid())?.state, { timeout: 1_400, interval: 50 }).toBe("HELD");
    await house.settled();
    expect(await journalsOf((await paid())?.id)).toEqual(["HOLD"]);
    expect(await house.violations()).toEqual({});
  });

  it("that are lost are found by looking at the provider's list of events", async () => {
    const payment = await heldPayment();
    house.emulator.faults.webhook({ kind: "lose", type: "charge.refunded" });
    const client = new Stripe(STRIPE_KEY, { host: "127.0.0.1", port: house.emulator.port, protocol: "http" });
    await client.refunds.create({ charge: payment.charge_ref }); // By hand, in the provider's dashboard.
    await house.settled();
    expect(await stateOf(payment.id)).toBe("HELD");
    expect(await house.payments.reconcile()).toBeGreaterThanOrEqual(1);
    await house.settled();
    expect(await stateOf(payment.id)).toBe("REFUNDED");
    expect(await house.payments.reconcile()).toBe(0);
    expect(await house.violations()).toEqual({});
  });
});
