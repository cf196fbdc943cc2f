import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulated, emulated, refusal } from "./support/emulated.ts";
import { buyerWith, offSession, sellerAccount } from "./support/story.ts";

let house: Emulated;
let stripe: Stripe;
let buyer: Awaited<ReturnType<typeof buyerWith>>;
beforeAll(async () => {
  house = await emulated();
  stripe = house.stripe;
  buyer = await buyerWith(stripe);
});
afterAll(() => house.stop());

const chargesOf = async (order: string): Promise<number> => {
  const found = await stripe.paymentIntents.search({ query: `metadata['order']:'${order}'`, limit: 100 });
  return found.data.length;
};

describe("a request sent again under its idempotency key", () => {
  it("is answered as before, and says so", async () => {
    const params = offSession(buyer, { metadata: { order: "again" } });
    const first = await stripe.paymentIntents.create(params, { idempotencyKey: "again" });
    const second = await stripe.paymentIntents.create(params, { idempotencyKey: "again" });
    expect(second).toEqual(first);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(second.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
    expect(await chargesOf("again")).toBe(1);
  });

  it("meets the same refusal of the bank, without another attempt", async () => {
    const broke = await buyerWith(stripe, "pm_card_chargeCustomerFail");
    const params = offSession(broke, { metadata: { order: "declined" } });
    const first = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: "declined" }));
    const second = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: "declined" }));
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    expect(await chargesOf("declined")).toBe(1);
  });

  it("is refused with other parameters, or at another address", async () => {
    await stripe.paymentIntents.create(offSession(buyer), { idempotencyKey: "other" });
    expect(
      await refusal(
        stripe.paymentIntents.create(offSession(buyer, { amount: 1 }), { idempotencyKey: "other" }),
      ),
    ).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
    expect(await refusal(stripe.customers.create({}, { idempotencyKey: "other" }))).toMatchObject({
      type: "StripeIdempotencyError",
      message: expect.stringContaining("'/v1/payment_intents' vs '/v1/customers'"),
    });
  });

  it("meets a refusal by a rule again even when the reason is gone", async () => {
    const seller = await stripe.accounts.create({
      type: "express",
      capabilities: { transfers: { requested: true } },
    });
    const params = { amount: 100, currency: "usd", destination: seller.id };
    const key = { idempotencyKey: "too-early" };
    expect((await refusal(stripe.transfers.create(params, key))).code).toBe(
      "insufficient_capabilities_for_transfer",
    );
    await house.fetch(`/_emulator/accounts/${seller.id}/onboard`, { method: "POST" });
    expect((await refusal(stripe.transfers.create(params, key))).code).toBe(
      "insufficient_capabilities_for_transfer",
    );
  });

  it("may correct faulty parameters, which are not kept", async () => {
    const key = { idempotencyKey: "corrected" };
    const wrong = offSession(buyer, { amount: "ten" as unknown as number });
    expect((await refusal(stripe.paymentIntents.create(wrong, key))).code).toBe("parameter_invalid_integer");
    expect((await stripe.paymentIntents.create(offSession(buyer), key)).status).toBe("succeeded");
  });

  it("belongs to one account: another one's key is another key", async () => {
    const seller = await sellerAccount(stripe);
    const key = { idempotencyKey: "shared" };
    const ours = await stripe.customers.create({ name: "ours" }, key);
    const theirs = await stripe.customers.create({ name: "theirs" }, { ...key, stripeAccount: seller.id });
    expect(theirs.id).not.toBe(ours.id);
  });

  it("refuses a key that is too long", async () => {
    const error = await refusal(stripe.customers.create({}, { idempotencyKey: "k".repeat(256) }));
    expect(error.message).toContain("255 characters");
  });
});

describe("the same request sent many times at once", () => {
  it("is done once; the others are told that it is under way, or what came of it", async () => {
    const params = offSession(buyer, { metadata: { order: "parallel" } });
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () => stripe.paymentIntents.create(params, { idempotencyKey: "parallel" })),
    );
    const done = attempts.filter((attempt) => attempt.status === "fulfilled").map(({ value }) => value.id);
    const refused = attempts.filter((attempt) => attempt.status === "rejected").map(({ reason }) => reason);
    expect(new Set(done).size).toBe(1);
    for (const error of refused)
      expect(error).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
    expect(await chargesOf("parallel")).toBe(1);
  });

  it("succeeds for all of them when the SDK retries by itself", async () => {
    const retrying = house.client({ maxNetworkRetries: 5 });
    const params = offSession(buyer, { metadata: { order: "retried" } });
    const done = await Promise.all(
      Array.from({ length: 5 }, () => retrying.paymentIntents.create(params, { idempotencyKey: "retried" })),
    );
    expect(new Set(done.map(({ id }) => id)).size).toBe(1);
    expect(await chargesOf("retried")).toBe(1);
  });
});
