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

describe("a request", () => {
  it("without the secret key, or with another one, is refused", async () => {
    const bare = await fetch(`${house.emulator.url}/v1/customers`);
    expect(bare.status).toBe(401);
    expect(await bare.text()).toContain("You did not provide an API key");
    const headers = { authorization: "Bearer sk_test_wrong_key_1234" };
    const wrong = await fetch(`${house.emulator.url}/v1/customers`, { headers });
    expect(await wrong.json()).toMatchObject({
      error: { message: "Invalid API Key provided: sk_test_**********1234" },
    });
  });

  it("may carry its key as curl does", async () => {
    const headers = { authorization: `Basic ${Buffer.from("sk_test_emulator:").toString("base64")}` };
    expect((await fetch(`${house.emulator.url}/v1/balance`, { headers })).status).toBe(200);
  });

  it("has an id of its own, which its answer and its refusal carry", async () => {
    const customer = await stripe.customers.create();
    expect(customer.lastResponse.requestId).toMatch(/^req_/);
    expect((await refusal(stripe.customers.retrieve("cus_nobody"))).requestId).toMatch(/^req_/);
  });

  it("for something unknown says what was not found", async () => {
    expect(await refusal(stripe.paymentIntents.retrieve("pi_nothing"))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "id",
      message: "No such payment_intent: 'pi_nothing'",
    });
    expect((await refusal(stripe.rawRequest("GET", "/v1/invoices"))).message).toContain(
      "Unrecognized request URL",
    );
  });

  it("for a stranger's account is forbidden", async () => {
    const error = await refusal(stripe.balance.retrieve({}, { stripeAccount: "acct_stranger" }));
    expect(error).toMatchObject({ type: "StripePermissionError", statusCode: 403, code: "account_invalid" });
  });

  it("that is not a form is refused", async () => {
    const broken = await house.fetch("/v1/customers", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "email=%E0%A4%A",
    });
    expect(broken.status).toBe(400);
  });
});

describe("an answer", () => {
  it("shows whole objects in place of ids where it is asked to", async () => {
    const { customer, method } = await buyerWith(stripe);
    const intent = await stripe.paymentIntents.create(
      offSession(
        { customer, method },
        {
          capture_method: "automatic",
          expand: ["customer", "latest_charge.balance_transaction", "payment_method"],
        },
      ),
    );
    const charge = intent.latest_charge as Stripe.Charge;
    expect((charge.balance_transaction as Stripe.BalanceTransaction).amount).toBe(45_000);
    expect((intent.customer as Stripe.Customer).email).toBe("buyer@outcry.test");
    const list = await stripe.paymentIntents.list({ customer: customer.id, expand: ["data.latest_charge"] });
    expect(list.data[0]?.latest_charge).toMatchObject({ id: charge.id });
    const error = await refusal(stripe.paymentIntents.retrieve(intent.id, { expand: ["nonsense"] }));
    expect(error.message).toContain("This property cannot be expanded (nonsense)");
  });

  it("pages lists, newest first, in both directions", async () => {
    const { customer, method } = await buyerWith(stripe);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.unshift((await stripe.paymentIntents.create(offSession({ customer, method }))).id);
    }
    const walked: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ customer: customer.id, limit: 2 }))
      walked.push(id);
    expect(walked).toEqual(made);
    const back = await stripe.paymentIntents.list({
      customer: customer.id,
      ending_before: String(made[3]),
      limit: 2,
    });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(1, 3));
    expect(back.has_more).toBe(true);
  });

  it("finds by metadata", async () => {
    const buyer = await buyerWith(stripe);
    const wanted = await stripe.paymentIntents.create(
      offSession(buyer, { metadata: { order: "it's 7", trade: "9" } }),
    );
    await stripe.paymentIntents.create(offSession(buyer, { metadata: { order: "8", trade: "9" } }));
    const found = await stripe.paymentIntents.search({
      query: "metadata['trade']:'9' AND metadata['order']:'it's 7' AND status:'succeeded'",
    });
    expect(found.data.map(({ id }) => id)).toEqual([wanted.id]);
  });
});

describe("metadata", () => {
  it("is merged, and emptied name by name", async () => {
    const customer = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
    const updated = await stripe.customers.update(customer.id, { metadata: { b: "", c: "3" } });
    expect(updated.metadata).toEqual({ a: "1", c: "3" });
    expect((await stripe.customers.update(customer.id, { metadata: "" })).metadata).toEqual({});
  });

  it("has Stripe's limits", async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    expect((await refusal(stripe.customers.create({ metadata: many }))).message).toContain(
      "50 metadata keys",
    );
    expect((await refusal(stripe.customers.create({ metadata: { a: "v".repeat(501) } }))).code).toBe(
      "metadata_value_too_long",
    );
  });
});

describe("a connected account", () => {
  it("is made ready by its onboarding, and says so in an event", async () => {
    const account = await stripe.accounts.create({
      type: "express",
      email: "seller@outcry.test",
      capabilities: { transfers: { requested: true } },
    });
    expect(account).toMatchObject({
      payouts_enabled: false,
      details_submitted: false,
      capabilities: { transfers: "inactive" },
    });
    await house.fetch(`/_emulator/accounts/${account.id}/onboard`, { method: "POST" });
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      payouts_enabled: true,
      details_submitted: true,
      capabilities: { transfers: "active" },
    });
    await house.emulator.drain();
    await house.receiver.until((all) => all.some(({ event }) => event.type === "account.updated"));
    const told = house.receiver.received.find(({ event }) => event.type === "account.updated");
    expect(told?.event.account).toBe(account.id);
  });
});
