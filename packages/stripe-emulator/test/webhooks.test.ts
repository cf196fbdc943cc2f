import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulated, emulated } from "./support/emulated.ts";
import { WEBHOOK_SECRET } from "./support/receiver.ts";
import { buyerWith, offSession } from "./support/story.ts";

let house: Emulated;
beforeEach(async () => {
  house = await emulated();
});
afterEach(() => house.stop());

const named = (type: string) => house.receiver.received.filter(({ event }) => event.type === type);

describe("webhooks", () => {
  it("tell the story of a payment, signed so that the SDK believes them", async () => {
    const intent = await house.stripe.paymentIntents.create(offSession(await buyerWith(house.stripe)));
    await house.emulator.drain();
    expect(new Set(house.receiver.types())).toEqual(
      new Set([
        "customer.created",
        "payment_method.attached",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
      ]),
    );
    const [told] = named("payment_intent.succeeded");
    expect(told?.event.data.object).toMatchObject({ id: intent.id, status: "succeeded" });
    expect(told?.event.request?.id).toBe(intent.lastResponse.requestId);
    const { payload = "", signature = "" } = told ?? {};
    const verify = (text: string, secret: string) => () =>
      Stripe.webhooks.constructEvent(text, signature, secret);
    expect(verify(payload, WEBHOOK_SECRET)).not.toThrow();
    expect(verify(payload.replace("succeeded", "succeedeD"), WEBHOOK_SECRET)).toThrow("signature");
    expect(verify(payload, "whsec_other")).toThrow("signature");
  });

  it("show a charge without its balance line first, which Stripe enters a moment later", async () => {
    const intent = await house.stripe.paymentIntents.create(
      offSession(await buyerWith(house.stripe), { expand: ["latest_charge"] }),
    );
    expect((intent.latest_charge as Stripe.Charge).balance_transaction).toBeNull();
    await house.emulator.drain();
    const [first] = named("charge.succeeded");
    const [then] = named("charge.updated");
    expect(first?.event.data.object).toMatchObject({ balance_transaction: null });
    expect(then?.event.data).toMatchObject({
      object: { balance_transaction: expect.stringMatching(/^txn_/) },
      previous_attributes: { balance_transaction: null },
    });
  });

  it("are the events that can be read", async () => {
    await house.stripe.customers.create({ email: "a@outcry.test" });
    await house.emulator.drain();
    const [told] = named("customer.created");
    const read = await house.stripe.events.retrieve(String(told?.event.id));
    expect(read.data).toEqual(told?.event.data);
    expect(read.pending_webhooks).toBe(0);
  });

  it("are sent again, later and later, until they are accepted", async () => {
    house.receiver.answerWith(500, 302, 404);
    await house.stripe.customers.create();
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(1);
    for (const wait of [500, 1_000, 2_000]) {
      house.clock.forward(wait);
      await house.emulator.drain();
    }
    const attempts = named("customer.created");
    expect(attempts).toHaveLength(4);
    expect(new Set(attempts.map(({ event }) => event.id)).size).toBe(1);
    house.clock.forward(3_600_000);
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(4);
  });

  it("survive a restart of the emulator", async () => {
    house.receiver.answerWith(500);
    await house.stripe.customers.create();
    await house.emulator.drain();
    await house.restart();
    house.clock.forward(1_000);
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(2);
  });

  it("are given up after three days, and remain readable", async () => {
    const { stripe, clock, emulator, receiver } = house;
    receiver.answerWith(...Array.from({ length: 50 }, () => 500));
    const customer = await stripe.customers.create();
    clock.forward(4 * 86_400_000);
    await emulator.drain();
    clock.forward(86_400_000);
    await emulator.drain();
    const sent = named("customer.created").length;
    clock.forward(86_400_000);
    await emulator.drain();
    expect(named("customer.created")).toHaveLength(sent);
    const missed = await stripe.events.list({ delivery_success: false });
    expect(missed.data[0]?.data.object).toMatchObject({ id: customer.id });
  });

  it("can be sent again by hand", async () => {
    await house.stripe.customers.create();
    await house.emulator.drain();
    const id = named("customer.created")[0]?.event.id;
    await house.fetch(`/_emulator/events/${id}/resend`, { method: "POST" });
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(2);
  });
});

describe("webhooks disturbed on request", () => {
  it("arrive several times in parallel", async () => {
    house.emulator.faults.webhook({ kind: "duplicate", copies: 9, type: "customer.*" });
    await house.stripe.customers.create();
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(10);
  });

  it("arrive in reverse", async () => {
    house.emulator.faults.webhook({ kind: "hold" });
    house.emulator.faults.webhook({ kind: "reorder", count: 6 });
    await house.stripe.paymentIntents.create(offSession(await buyerWith(house.stripe)));
    house.emulator.faults.release();
    await house.emulator.drain();
    // The emulator also delivers by itself: what it had in hand when it was told to drain arrives a moment later.
    await expect
      .poll(() => house.receiver.types(), { timeout: 10_000 })
      .toEqual([
        "charge.updated",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
        "payment_method.attached",
        "customer.created",
      ]);
  });

  it("arrive days late", async () => {
    house.emulator.faults.webhook({ kind: "delay", milliseconds: 2 * 86_400_000 });
    await house.stripe.customers.create();
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(0);
    house.clock.forward(2 * 86_400_000);
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(1);
  });

  it("never arrive, though the event can be read", async () => {
    house.emulator.faults.webhook({ kind: "lose" });
    await house.stripe.customers.create();
    await house.emulator.drain();
    house.clock.forward(86_400_000);
    await house.emulator.drain();
    expect(house.receiver.received).toEqual([]);
    expect((await house.stripe.events.list({ type: "customer.created" })).data).toHaveLength(1);
  });

  it("are held until they are released", async () => {
    house.emulator.faults.webhook({ kind: "hold", type: "customer.created" });
    await buyerWith(house.stripe);
    await house.emulator.drain();
    expect(house.receiver.types()).toEqual(["payment_method.attached"]);
    house.emulator.faults.release();
    await house.emulator.drain();
    expect(named("customer.created")).toHaveLength(1);
  });

  it("arrive before the answer of the request that caused them", async () => {
    house.emulator.faults.request({ kind: "delay", milliseconds: 400, after: true, path: "/v1/customers" });
    let answered = false;
    const customer = house.stripe.customers.create().then(() => {
      answered = true;
    });
    await house.receiver.until((all) => all.length > 0);
    expect(answered).toBe(false);
    await customer;
  });
});
