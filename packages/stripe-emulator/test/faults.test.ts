import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Emulated, emulated, refusal } from "./support/emulated.ts";
import { buyerWith, offSession } from "./support/story.ts";

const IMPATIENT = 300;

let house: Emulated;
let params: Stripe.PaymentIntentCreateParams;
beforeAll(async () => {
  house = await emulated();
  params = offSession(await buyerWith(house.stripe));
});
beforeEach(() => house.emulator.faults.clear());
afterAll(() => house.stop());

const order = (name: string) => ({ ...params, metadata: { order: name } });
const chargesOf = async (name: string) =>
  (await house.stripe.paymentIntents.search({ query: `metadata['order']:'${name}'` })).data;

describe("a request that fails on request", () => {
  it("times out after its effect: the same key finds it done, and nothing is charged twice", async () => {
    house.emulator.faults.request({
      kind: "timeout_after_effect",
      path: "/v1/payment_intents",
      method: "POST",
    });
    const impatient = house.client({ timeout: IMPATIENT });
    const key = { idempotencyKey: "timeout-after" };
    expect((await refusal(impatient.paymentIntents.create(order("after"), key))).type).toBe(
      "StripeConnectionError",
    );
    const [charged] = await chargesOf("after");
    expect(charged?.status).toBe("succeeded");
    const again = await impatient.paymentIntents.create(order("after"), key);
    expect(again.id).toBe(charged?.id);
    expect(await chargesOf("after")).toHaveLength(1);
  });

  it("times out before its effect: nothing happened until it is sent again", async () => {
    house.emulator.faults.request({ kind: "timeout_before_effect", path: "/v1/payment_intents" });
    const impatient = house.client({ timeout: IMPATIENT });
    const key = { idempotencyKey: "timeout-before" };
    await refusal(impatient.paymentIntents.create(order("before"), key));
    expect(await chargesOf("before")).toHaveLength(0);
    await impatient.paymentIntents.create(order("before"), key);
    expect(await chargesOf("before")).toHaveLength(1);
  });

  it.each([
    [500, "StripeAPIError"],
    [503, "StripeAPIError"],
    [429, "StripeRateLimitError"],
    [409, "StripeAPIError"],
  ])("is answered with %i, twice when asked twice, and then works", async (status, type) => {
    house.emulator.faults.request({ kind: "status", status, times: 2 });
    const key = { idempotencyKey: `status-${status}` };
    for (const _ of [1, 2]) {
      const error = await refusal(house.stripe.paymentIntents.create(order(`s${status}`), key));
      expect(error).toMatchObject({ type, statusCode: status });
    }
    expect((await house.stripe.paymentIntents.create(order(`s${status}`), key)).status).toBe("succeeded");
    expect(await chargesOf(`s${status}`)).toHaveLength(1);
  });

  it("keeps a 500 under its key, as Stripe does, with the effect or without", async () => {
    for (const after of [true, false]) {
      const name = `kept-${after}`;
      house.emulator.faults.request({ kind: "status", status: 500, kept: true, after });
      for (const _ of [1, 2]) {
        const error = await refusal(
          house.stripe.paymentIntents.create(order(name), { idempotencyKey: name }),
        );
        expect(error.statusCode).toBe(500);
      }
      expect(await chargesOf(name)).toHaveLength(after ? 1 : 0);
    }
  });

  it("loses its connection after its effect, and the SDK's own retry finds it done", async () => {
    house.emulator.faults.request({ kind: "connection_reset", after: true, path: "/v1/payment_intents" });
    const intent = await house.stripe.paymentIntents.create(order("reset"), { idempotencyKey: "reset" });
    expect(intent.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await chargesOf("reset")).toHaveLength(1);
  });

  it("meets only the path that was named", async () => {
    house.emulator.faults.request({ kind: "status", status: 500, path: "/v1/transfers*" });
    expect((await house.stripe.paymentIntents.create(order("spared"))).status).toBe("succeeded");
    expect((await refusal(house.stripe.transfers.list())).statusCode).toBe(500);
  });
});

describe("failures asked for over HTTP", () => {
  const ask = (body: object, method = "POST") =>
    house.fetch("/_emulator/faults", {
      method,
      ...(method === "POST"
        ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
        : {}),
    });

  it("are listed, happen, and are forgotten when told", async () => {
    const asked = await ask({
      requests: [{ kind: "status", status: 429, times: 3 }],
      webhooks: [{ kind: "lose" }],
    });
    expect(await asked.json()).toMatchObject({
      requests: [{ status: 429, left: 3 }],
      webhooks: [{ kind: "lose" }],
    });
    expect((await refusal(house.stripe.balance.retrieve())).statusCode).toBe(429);
    expect(await (await ask({}, "DELETE")).json()).toEqual({ requests: [], webhooks: [] });
    await house.stripe.balance.retrieve();
  });

  it("are refused in a sentence when they make no sense", async () => {
    const answer = await ask({ requests: [{ kind: "explode" }] });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("kind");
  });

  it("need the secret key", async () => {
    const answer = await fetch(`${house.emulator.url}/_emulator/faults`);
    expect(answer.status).toBe(401);
  });
});
