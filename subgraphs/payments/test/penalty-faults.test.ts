import type { StripeEmulator } from "@outcry/stripe-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

const toIntents = { method: "POST", path: "/v1/payment_intents" } as const;
const FAULTS: [string, Fault][] = [
  ["does not answer, and nothing was done", { kind: "timeout_before_effect", ...toIntents }],
  ["does not answer, though everything was done", { kind: "timeout_after_effect", ...toIntents }],
  [
    "keeps a 500 under the key, and nothing was done",
    { kind: "status", status: 500, kept: true, ...toIntents },
  ],
  [
    "keeps a 500 under the key, though everything was done",
    { kind: "status", status: 500, kept: true, after: true, ...toIntents },
  ],
];

describe("a penalty is taken exactly once when the provider", () => {
  it.each(FAULTS)("%s", async (_how, fault) => {
    const [buyerId, sellerId] = [await house.person(), await house.person()];
    const { tradeId } = await house.trade({ buyerId, sellerId });
    await house.settled();
    house.emulator.faults.request(fault);
    await house.sql`update orders.orders set ship_by = now() - interval '1 second' where trade_id = ${tradeId}`;
    const penalty = async () =>
      (
        await house.sql`select p.state, (
            select count(*)::int from stripe_emulator.object
             where kind = 'charge' and transfer_group = p.id::text and data ->> 'status' = 'succeeded') as charged
          from payments.penalties p where p.user_id = ${sellerId}`
      )[0];
    await expect.poll(async () => (await penalty())?.state, PATIENCE).toBe("CHARGED");
    expect(await penalty()).toEqual({ state: "CHARGED", charged: 1 });
    await house.settled();
    expect(await house.violations()).toEqual({});
  });
});
