import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, market, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const admin = { userId: newId(), roles: ["ADMIN"] };
const HALT = `mutation ($input: HaltMarketInput!) { haltMarket(input: $input) { market { halted sequence } userErrors { code } } }`;
const RESUME = `mutation ($input: ResumeMarketInput!) { resumeMarket(input: $input) { market { halted sequence } userErrors { code } } }`;

it("a halted market takes no orders and no changes, but lets people leave, until it goes on", async () => {
  const [variant, one, two] = [await running.aVariant(), await running.aTrader(), await running.aTrader()];
  const { ask: resting } = await ask(running, one, variant, 100);
  const input = { variantId: variant, reason: "A price that cannot be right." };
  const halted = await running.ask(HALT, { input }, admin.userId, admin.roles);
  expect(halted.data.haltMarket).toEqual({ market: { halted: true, sequence: 2 }, userErrors: [] });
  expect(
    (await running.ask(HALT, { input }, admin.userId, admin.roles)).data.haltMarket.market.sequence,
  ).toBe(2);

  const stopped = [{ code: "INVALID_TRANSITION", from: "HALTED", allowed: ["CANCEL"] }];
  expect((await bid(running, two, variant, 100)).userErrors).toMatchObject(stopped);
  expect(
    (await act(running, "buyNow", two, { variantId: variant, maxPrice: usd(100) })).userErrors,
  ).toMatchObject(stopped);
  expect(
    (await act(running, "updateAsk", one, { askId: resting.id, price: usd(90) })).userErrors,
  ).toMatchObject(stopped);
  expect((await act(running, "cancelAsk", one, { askId: resting.id })).userErrors).toEqual([]);

  const resumed = await running.ask(RESUME, { input }, admin.userId, admin.roles);
  expect(resumed.data.resumeMarket.market).toEqual({ halted: false, sequence: 4 });
  expect((await bid(running, two, variant, 100)).userErrors).toEqual([]);
  expect(await market(running, variant)).toMatchObject({ sequence: 5, numberOfBids: 1 });
  expect(await running.broken()).toEqual([]);
});

it("only an admin halts, with a reason, and only what exists", async () => {
  const [variant, person] = [await running.aVariant(), await running.aTrader()];
  const input = { variantId: variant, reason: "Because." };
  expect((await running.ask(HALT, { input }, person)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  const codes = async (more: object) => {
    const { data } = await running.ask(HALT, { input: { ...input, ...more } }, admin.userId, admin.roles);
    return data.haltMarket.userErrors.map(({ code }: { code: string }) => code);
  };
  expect(await codes({ reason: " " })).toEqual(["VALIDATION"]);
  expect(await codes({ variantId: newId() })).toEqual(["NOT_FOUND"]);
  expect(await codes({ variantId: "x" })).toEqual(["NOT_FOUND"]);
  expect(await codes({ currencyCode: "XAU" })).toEqual(["NOT_FOUND"]);
});
