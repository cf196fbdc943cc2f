import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, market, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const codes = (payload: { userErrors: { code: string }[] }) => payload.userErrors.map(({ code }) => code);
const cast = async () => ({
  variant: await running.aVariant(),
  one: await running.aTrader(),
  two: await running.aTrader(),
});

describe("amending an order", () => {
  it("keeps its place for a smaller quantity, and loses it for a larger one or another price", async () => {
    const { variant, one, two } = await cast();
    const { ask: first } = await ask(running, one, variant, 100, 5);
    await ask(running, two, variant, 100, 1);
    const change = (input: object) => act(running, "updateAsk", one, { askId: first.id, ...input });
    expect((await change({ quantity: 3 })).ask).toMatchObject({
      quantity: 3,
      remaining: 3,
      queuePosition: 1,
    });
    expect((await change({ quantity: 4 })).ask).toMatchObject({ quantity: 4, queuePosition: 2 });
    expect((await change({ price: usd(99) })).ask).toMatchObject({ price: usd("99.00"), queuePosition: 1 });
    expect((await change({ price: usd(100) })).ask).toMatchObject({ price: usd("100.00"), queuePosition: 2 });
    expect(await market(running, variant)).toMatchObject({ sequence: 6, numberOfAsks: 5 });
    expect(await running.broken()).toEqual([]);
  });

  it("trades at once when the new price reaches the other side", async () => {
    const { variant, one, two } = await cast();
    await ask(running, one, variant, 100);
    const { bid: low } = await bid(running, two, variant, 90, 2);
    const input = { bidId: low.id, price: usd(105), idempotencyKey: newId() };
    const raised = await act(running, "updateBid", two, input);
    expect(raised.bid).toMatchObject({ state: "ACTIVE", price: usd("105.00"), remaining: 1 });
    expect(raised.trades).toMatchObject([{ price: { amount: "100.00" }, quantity: 1 }]);
    expect((await act(running, "updateBid", two, input)).trades).toEqual(raised.trades);
    expect(codes(await act(running, "updateBid", two, { ...input, price: usd(106) }))).toEqual([
      "IDEMPOTENCY_CONFLICT",
    ]);
    expect(codes(await act(running, "updateBid", two, { bidId: low.id, quantity: 1 }))).toEqual([
      "VALIDATION",
    ]);
    expect(await running.broken()).toEqual([]);
  });

  it("refuses what a new order would be refused, and other people's orders", async () => {
    const { variant, one, two } = await cast();
    const { ask: own } = await ask(running, one, variant, 100);
    await bid(running, one, variant, 80);
    const change = (input: object, who = one) => act(running, "updateAsk", who, { askId: own.id, ...input });
    expect(codes(await change({ price: usd(80) }))).toEqual(["SELF_TRADE"]);
    expect(codes(await change({ price: usd("90.50") }))).toEqual(["TICK_SIZE"]);
    expect(codes(await change({ price: usd(10) }))).toEqual(["BELOW_MINIMUM"]);
    expect(codes(await change({ price: { amount: "90", currencyCode: "EUR" } }))).toEqual(["VALIDATION"]);
    expect(codes(await change({ quantity: 0 }))).toEqual(["VALIDATION"]);
    expect(codes(await change({}))).toEqual(["VALIDATION"]);
    expect(codes(await change({ price: usd(90) }, two))).toEqual(["NOT_FOUND"]);
    await act(running, "cancelAsk", one, { askId: own.id });
    expect(codes(await change({ price: usd(90) }))).toEqual(["INVALID_TRANSITION"]);
    expect(await market(running, variant)).toMatchObject({ sequence: 3, numberOfAsks: 0 });
    expect(await running.broken()).toEqual([]);
  });
});
