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

/** Presses a button of a hosted page, as a browser would. */
const press = (url: string, fields: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

const session = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: "payment",
    line_items: [
      {
        price_data: { currency: "usd", unit_amount: 12_000, product_data: { name: "Kite <2>" } },
        quantity: 2,
      },
    ],
    success_url: "http://localhost:3000/paid?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://localhost:3000/cart",
    payment_intent_data: { transfer_group: "cart-1", metadata: { cart: "1" } },
    ...more,
  });

describe("a checkout session", () => {
  it("is paid on its hosted page, and leads back to the shop", async () => {
    const open = await session({ client_reference_id: "cart-1" });
    expect(open).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 24_000,
      currency: "usd",
    });
    const page = await fetch(String(open.url));
    expect(await page.text()).toContain("Pay $240.00");
    const paid = await press(String(open.url), { payment_method: "pm_card_visa" });
    expect(paid.status).toBe(303);
    expect(paid.headers.get("location")).toBe(`http://localhost:3000/paid?session=${open.id}`);
    const done = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ["payment_intent", "line_items"],
    });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      client_reference_id: "cart-1",
      payment_intent: {
        status: "succeeded",
        amount: 24_000,
        transfer_group: "cart-1",
        metadata: { cart: "1" },
      },
      line_items: { data: [{ description: "Kite <2>", quantity: 2, amount_total: 24_000 }] },
    });
    await house.receiver.until((all) => all.some(({ event }) => event.type === "checkout.session.completed"));
  });

  it("stays open when the card is declined", async () => {
    const open = await session();
    const declined = await press(String(open.url), { payment_method: "pm_card_chargeDeclined" });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain("Your card was declined.");
    expect((await stripe.checkout.sessions.retrieve(open.id)).status).toBe("open");
  });

  it("expires when it is told to, and by itself after a day", async () => {
    const told = await session();
    expect((await stripe.checkout.sessions.expire(told.id)).status).toBe("expired");
    expect((await refusal(stripe.checkout.sessions.expire(told.id))).message).toContain(
      "Only Checkout Sessions",
    );
    const forgotten = await session();
    house.clock.forward(25 * 3_600_000);
    await house.emulator.drain();
    expect((await stripe.checkout.sessions.retrieve(forgotten.id)).status).toBe("expired");
    expect(
      (
        await press(`${house.emulator.url}/pages/checkout/${forgotten.id}`, {
          payment_method: "pm_card_visa",
        })
      ).status,
    ).toBe(404);
  });

  it("can save a card instead", async () => {
    const customer = await stripe.customers.create();
    const open = await stripe.checkout.sessions.create({
      mode: "setup",
      customer: customer.id,
      success_url: "http://localhost:3000/saved",
    });
    await press(String(open.url), { payment_method: "pm_card_amex" });
    const saved = await stripe.customers.listPaymentMethods(customer.id);
    expect(saved.data.map(({ card }) => card?.brand)).toEqual(["amex"]);
  });
});

describe("3-D Secure", () => {
  const waiting = async () => {
    const buyer = await buyerWith(stripe, "pm_card_authenticationRequired");
    const { off_session: _, ...present } = offSession(buyer, { return_url: "http://localhost:3000/back" });
    return stripe.paymentIntents.create(present);
  };

  it("is passed on the bank's page: the payment succeeds and the shop is told", async () => {
    const intent = await waiting();
    const back = await press(`${intent.next_action?.redirect_to_url?.url}/agree`);
    expect(back.headers.get("location")).toBe(
      `http://localhost:3000/back?payment_intent=${intent.id}&redirect_status=succeeded`,
    );
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
  });

  it("is failed there: nothing is charged", async () => {
    const intent = await waiting();
    const back = await press(`${intent.next_action?.redirect_to_url?.url}/fail`);
    expect(back.headers.get("location")).toContain("redirect_status=failed");
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_authentication_failure" },
      latest_charge: null,
    });
  });

  it("is asked for once, when a card that remembers is saved", async () => {
    const customer = await stripe.customers.create();
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: "pm_card_authenticationRequiredOnSetup",
      allowed_payment_method_types: ["card"],
      confirm: true,
    });
    expect(setup.status).toBe("requires_action");
    await house.fetch(`/_emulator/intents/${setup.id}/authenticate`, { method: "POST" });
    const saved = await stripe.setupIntents.retrieve(setup.id, { expand: ["payment_method"] });
    expect(saved.status).toBe("succeeded");
    const method = saved.payment_method as Stripe.PaymentMethod;
    const intent = await stripe.paymentIntents.create(offSession({ customer, method: method as never }));
    expect(intent.status).toBe("succeeded");
  });
});

describe("the onboarding of a seller", () => {
  it("ends where the shop said, with the account ready", async () => {
    const account = await stripe.accounts.create({
      type: "express",
      capabilities: { transfers: { requested: true } },
    });
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: "account_onboarding",
      return_url: "http://localhost:3000/sell/ready",
      refresh_url: "http://localhost:3000/sell",
    });
    expect((await fetch(link.url)).status).toBe(200);
    const back = await press(link.url);
    expect(back.headers.get("location")).toBe("http://localhost:3000/sell/ready");
    expect((await stripe.accounts.retrieve(account.id)).capabilities?.transfers).toBe("active");
  });

  it("of nobody is a page that says so", async () => {
    const nobody = await press(`${house.emulator.url}/pages/onboarding/acct_nobody/x`);
    expect(nobody.status).toBe(404);
    expect(await nobody.text()).toContain("No such account");
  });
});
