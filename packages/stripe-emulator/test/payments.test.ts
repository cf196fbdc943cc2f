import type Stripe from "stripe";
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

const charged = async (id: string): Promise<Stripe.Charge> => {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] });
  return intent.latest_charge as Stripe.Charge;
};

describe("a payment", () => {
  it("charges a saved card at once, and the money is pending for two days", async () => {
    const before = await stripe.balance.retrieve();
    const intent = await stripe.paymentIntents.create(
      offSession(await buyerWith(stripe), { metadata: { order: "o-1" }, transfer_group: "o-1" }),
    );
    expect(intent).toMatchObject({
      object: "payment_intent",
      status: "succeeded",
      amount_received: 45_000,
      amount_capturable: 0,
      livemode: false,
      metadata: { order: "o-1" },
    });
    const charge = await charged(intent.id);
    expect(charge).toMatchObject({
      paid: true,
      captured: true,
      amount_captured: 45_000,
      transfer_group: "o-1",
    });
    const line = await stripe.balanceTransactions.retrieve(String(charge.balance_transaction));
    expect(line).toMatchObject({
      amount: 45_000,
      fee: 1_335,
      net: 43_665,
      status: "pending",
      source: charge.id,
    });
    const after = await stripe.balance.retrieve();
    expect((after.pending[0]?.amount ?? 0) - (before.pending[0]?.amount ?? 0)).toBe(43_665);
  });

  it("holds an authorisation until it is captured, in part if so asked", async () => {
    const params = offSession(await buyerWith(stripe), { capture_method: "manual" });
    const held = await stripe.paymentIntents.create(params);
    expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 45_000, amount_received: 0 });
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 40_000 });
    expect(captured).toMatchObject({ status: "succeeded", amount_received: 40_000, amount_capturable: 0 });
    expect(await charged(held.id)).toMatchObject({ amount_captured: 40_000, amount_refunded: 5_000 });
    expect(await refusal(stripe.paymentIntents.capture(held.id))).toMatchObject({
      statusCode: 400,
      code: "payment_intent_unexpected_state",
      payment_intent: { id: held.id, status: "succeeded" },
    });
  });

  it("releases an authorisation that is cancelled, and can be cancelled only once", async () => {
    const held = await stripe.paymentIntents.create(
      offSession(await buyerWith(stripe), { capture_method: "manual" }),
    );
    const canceled = await stripe.paymentIntents.cancel(held.id, { cancellation_reason: "abandoned" });
    expect(canceled).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
    expect(await charged(held.id)).toMatchObject({ captured: false, refunded: true });
    expect((await refusal(stripe.paymentIntents.cancel(held.id))).code).toBe(
      "payment_intent_unexpected_state",
    );
  });

  it("releases an authorisation by itself after seven days", async () => {
    const held = await stripe.paymentIntents.create(
      offSession(await buyerWith(stripe), { capture_method: "manual" }),
    );
    house.clock.forward(8 * 86_400_000);
    await house.emulator.drain();
    expect(await stripe.paymentIntents.retrieve(held.id)).toMatchObject({
      status: "canceled",
      cancellation_reason: "automatic",
    });
  });

  it("can be made first and confirmed later with a payment method", async () => {
    const { customer, method } = await buyerWith(stripe);
    const made = await stripe.paymentIntents.create({
      amount: 2_500,
      currency: "usd",
      customer: customer.id,
      allowed_payment_method_types: ["card"],
    });
    expect(made.status).toBe("requires_payment_method");
    expect((await refusal(stripe.paymentIntents.confirm(made.id))).code).toBe(
      "payment_intent_unexpected_state",
    );
    const done = await stripe.paymentIntents.confirm(made.id, { payment_method: method.id });
    expect(done.status).toBe("succeeded");
    expect((await refusal(stripe.paymentIntents.confirm(made.id))).message).toContain("already succeeded");
  });

  it("insists on a return address when its holder is there and the dashboard's redirecting methods are allowed", async () => {
    const buyer = await buyerWith(stripe);
    const { allowed_payment_method_types: _, ...away } = offSession(buyer);
    expect((await stripe.paymentIntents.create(away)).status).toBe("succeeded");
    const { off_session: __, ...present } = away;
    expect((await refusal(stripe.paymentIntents.create(present))).message).toContain(
      "you must provide a `return_url`",
    );
    const allowed = {
      ...present,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" as const },
    };
    expect((await stripe.paymentIntents.create(allowed)).status).toBe("succeeded");
  });

  it("takes no payment_method_types any more", async () => {
    const params = { ...offSession(await buyerWith(stripe)), payment_method_types: ["card"] };
    const error = await refusal(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams));
    expect(error.code).toBe("payment_method_types_no_longer_supported");
  });

  it("refuses another customer's card, and one without its customer", async () => {
    const owner = await buyerWith(stripe);
    const other = await buyerWith(stripe);
    const stolen = offSession({ customer: other.customer, method: owner.method });
    expect((await refusal(stripe.paymentIntents.create(stolen))).message).toContain(
      "The customer does not have a payment method with the ID",
    );
    const { customer: _, ...anonymous } = offSession(owner);
    expect((await refusal(stripe.paymentIntents.create(anonymous))).message).toContain(
      "you must provide the customer",
    );
  });

  it("uses up a card that belongs to nobody", async () => {
    const card = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    const params = {
      amount: 2_500,
      currency: "usd",
      payment_method: card.id,
      allowed_payment_method_types: ["card"],
      confirm: true,
    };
    expect((await stripe.paymentIntents.create(params)).status).toBe("succeeded");
    expect((await refusal(stripe.paymentIntents.create(params))).message).toContain("may not be used again");
  });

  it("waits for 3-D Secure when the holder is there, and is refused when not", async () => {
    const buyer = await buyerWith(stripe, "pm_card_authenticationRequired");
    const { off_session: _, ...present } = offSession(buyer, { return_url: "http://localhost/back" });
    const waiting = await stripe.paymentIntents.create(present);
    expect(waiting.status).toBe("requires_action");
    expect(waiting.next_action?.redirect_to_url?.url).toContain("/pages/authenticate/");
    expect(await refusal(stripe.paymentIntents.create(offSession(buyer)))).toMatchObject({
      statusCode: 402,
      code: "authentication_required",
      payment_intent: { status: "requires_payment_method" },
    });
  });

  it.each([
    ["a fraction", { amount: "45000.5" as unknown as number }, "parameter_invalid_integer"],
    ["words", { amount: "NaN" as unknown as number }, "parameter_invalid_integer"],
    ["less than nothing", { amount: -1 }, "parameter_invalid_integer"],
    ["less than the minimum", { amount: 49 }, "amount_too_small"],
    ["nine digits", { amount: 100_000_000 }, "amount_too_large"],
    ["no amount", { amount: undefined as unknown as number }, "parameter_missing"],
    ["a misspelt parameter", { amonut: 5 } as object, "parameter_unknown"],
  ])("refuses %s", async (_, wrong, code) => {
    const params = { ...offSession(await buyerWith(stripe)), ...wrong };
    const error = await refusal(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams));
    expect(error).toMatchObject({ type: "StripeInvalidRequestError", statusCode: 400, code });
  });

  it("refuses a currency it does not know", async () => {
    const params = offSession(await buyerWith(stripe), { currency: "xyz" });
    expect((await refusal(stripe.paymentIntents.create(params))).message).toContain("Invalid currency: xyz");
  });
});
