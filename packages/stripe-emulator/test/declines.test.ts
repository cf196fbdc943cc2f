import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulated, emulated, refusal } from "./support/emulated.ts";
import { buyerWith, offSession } from "./support/story.ts";

let house: Emulated;
let stripe: Stripe;
beforeAll(async () => {
  house = await emulated();
  stripe = house.stripe;
});
afterAll(() => house.stop());

describe("a card the bank refuses", () => {
  it.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", ""],
  ])("%s is refused when it is attached", async (card, code, declineCode) => {
    const customer = await stripe.customers.create();
    const error = await refusal(stripe.paymentMethods.attach(card, { customer: customer.id }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode });
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  });

  it("pm_card_chargeCustomerFail is attached, and refused when charged", async () => {
    const buyer = await buyerWith(stripe, "pm_card_chargeCustomerFail");
    const error = await refusal(
      stripe.paymentIntents.create(offSession(buyer, { metadata: { order: "busted" } })),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: "card_declined",
      decline_code: "generic_decline",
      payment_method: { id: buyer.method.id },
      payment_intent: {
        status: "requires_payment_method",
        payment_method: null,
        last_payment_error: { code: "card_declined", decline_code: "generic_decline" },
      },
    });
  });

  it("leaves a failed charge and an intent that another card can pay", async () => {
    const buyer = await buyerWith(stripe, "pm_card_chargeCustomerFail");
    const error = await refusal(stripe.paymentIntents.create(offSession(buyer)));
    const intent = await stripe.paymentIntents.retrieve(String(error.payment_intent?.id));
    const failed = await stripe.charges.retrieve(String(intent.latest_charge));
    expect(failed).toMatchObject({
      status: "failed",
      paid: false,
      failure_code: "card_declined",
      captured: false,
    });
    expect(failed.outcome).toMatchObject({ network_status: "declined_by_network", type: "issuer_declined" });
    const second = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: buyer.customer.id });
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: second.id });
    expect(paid).toMatchObject({ status: "succeeded", last_payment_error: null });
  });

  it("refuses a declined card that is charged without being attached", async () => {
    const error = await refusal(
      stripe.paymentIntents.create({
        amount: 2_500,
        currency: "usd",
        payment_method: "pm_card_chargeDeclined",
        allowed_payment_method_types: ["card"],
        confirm: true,
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, payment_intent: { status: "requires_payment_method" } });
  });

  it("tells of it in events", async () => {
    const buyer = await buyerWith(stripe, "pm_card_chargeCustomerFail");
    const error = await refusal(stripe.paymentIntents.create(offSession(buyer)));
    const events = await stripe.events.list({ type: "payment_intent.payment_failed", limit: 1 });
    expect(events.data[0]?.data.object).toMatchObject({ id: error.payment_intent?.id });
  });
});

describe("a card that is saved", () => {
  it("is a payment method of its own, made from Stripe's test one", async () => {
    const { customer, method } = await buyerWith(stripe, "pm_card_mastercard");
    expect(method.id).toMatch(/^pm_[0-9A-Za-z]{24}$/);
    expect(method).toMatchObject({ customer: customer.id, card: { brand: "mastercard", last4: "4444" } });
    const twice = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: customer.id });
    expect(twice.id).not.toBe(method.id);
    const listed = await stripe.customers.listPaymentMethods(customer.id, { type: "card" });
    expect(listed.data.map(({ id }) => id)).toEqual([twice.id, method.id]);
    expect(
      (await refusal(stripe.paymentMethods.attach(method.id, { customer: customer.id }))).message,
    ).toContain("already been attached");
  });

  it("cannot be used any more once it is detached", async () => {
    const buyer = await buyerWith(stripe);
    expect((await stripe.paymentMethods.detach(buyer.method.id)).customer).toBeNull();
    expect((await refusal(stripe.paymentIntents.create(offSession(buyer)))).message).toContain(
      "may not be used again",
    );
    expect((await refusal(stripe.paymentMethods.detach(buyer.method.id))).message).toContain(
      "detachment is impossible",
    );
  });

  it("can be saved with a setup intent, off session", async () => {
    const customer = await stripe.customers.create();
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: "pm_card_visa",
      allowed_payment_method_types: ["card"],
      usage: "off_session",
      confirm: true,
    });
    expect(setup.status).toBe("succeeded");
    const method = await stripe.paymentMethods.retrieve(String(setup.payment_method));
    expect(method.customer).toBe(customer.id);
    const intent = await stripe.paymentIntents.create(offSession({ customer, method: method as never }));
    expect(intent.status).toBe("succeeded");
  });

  it("is refused by a setup intent when the bank refuses it", async () => {
    const customer = await stripe.customers.create();
    const error = await refusal(
      stripe.setupIntents.create({
        customer: customer.id,
        payment_method: "pm_card_chargeDeclined",
        allowed_payment_method_types: ["card"],
        confirm: true,
      }),
    );
    expect(error).toMatchObject({
      statusCode: 402,
      code: "card_declined",
      setup_intent: { status: "requires_payment_method" },
    });
  });
});
