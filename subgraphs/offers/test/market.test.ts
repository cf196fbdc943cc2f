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

describe("bids and asks", () => {
  it("meet at the resting order's price, best price first, then oldest", async () => {
    const [variant, seller, buyer] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    const dear = await ask(running, seller, variant, 120);
    const early = await ask(running, seller, variant, 110);
    const late = await ask(running, seller, variant, 110);
    const taken = await bid(running, buyer, variant, 130, 2);

    expect(taken.bid).toMatchObject({
      state: "FILLED",
      remaining: 0,
      price: usd("130.00"),
      queuePosition: null,
    });
    expect(taken.trades.map((trade: { price: { amount: string } }) => trade.price.amount)).toEqual([
      "110.00",
      "110.00",
    ]);
    expect([dear.ask.queuePosition, early.ask.queuePosition, late.ask.queuePosition]).toEqual([1, 1, 2]);
    expect(await market(running, variant)).toMatchObject({
      ...{ sequence: 4, lowestAsk: { amount: "120.00" }, highestBid: null, numberOfAsks: 1, numberOfBids: 0 },
      ...{
        lastSale: { price: { amount: "110.00" } },
        lastSaleChange: { amount: "0.00" },
        salesLast72Hours: 2,
      },
      ...{
        annualHigh: { amount: "110.00" },
        annualLow: { amount: "110.00" },
        averagePrice: { amount: "110.00" },
      },
      ...{ pricePremium: 0.1, volatility: null, tradeRange: null },
      ...{ tick: { amount: "1.00" }, minimumPrice: { amount: "25.00" } },
    });
    expect((await market(running, variant)).priceHistory).toMatchObject([
      { open: { amount: "110.00" }, close: { amount: "110.00" }, volume: 2, count: 2 },
    ]);
  });

  it("rest with what they could not trade, and show in the book by price", async () => {
    const [variant, seller, buyer] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    await ask(running, seller, variant, 100, 2);
    const placed = await bid(running, buyer, variant, 100, 5);
    expect(placed.bid).toMatchObject({
      state: "ACTIVE",
      quantity: 5,
      remaining: 3,
      availableActions: ["UPDATE", "CANCEL"],
    });
    await bid(running, seller, variant, 100, 1);
    await bid(running, seller, variant, 90, 4);
    expect((await market(running, variant)).orderBook).toEqual({
      sequence: 4,
      bids: [
        { price: { amount: "100.00" }, quantity: 4, count: 2 },
        { price: { amount: "90.00" }, quantity: 4, count: 1 },
      ],
      asks: [],
    });
  });

  it("leave the book when their owner cancels them, once", async () => {
    const [variant, owner, other] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    const { bid: placed } = await bid(running, owner, variant, 50);
    expect(codes(await act(running, "cancelBid", other, { bidId: placed.id }))).toEqual(["NOT_FOUND"]);
    expect(codes(await act(running, "cancelAsk", owner, { askId: placed.id }))).toEqual(["NOT_FOUND"]);
    const cancelled = await act(running, "cancelBid", owner, { bidId: placed.id });
    expect(cancelled).toMatchObject({ bid: { state: "CANCELLED", remaining: 0 }, userErrors: [] });
    const again = await act(running, "cancelBid", owner, { bidId: placed.id });
    expect(again.userErrors).toMatchObject([{ code: "INVALID_TRANSITION", from: "CANCELLED", allowed: [] }]);
    expect(await market(running, variant)).toMatchObject({ sequence: 2, highestBid: null, numberOfBids: 0 });
  });

  it("are refused whole when they would reach an order of their own owner", async () => {
    const [variant, owner, other] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    await ask(running, other, variant, 100);
    await ask(running, owner, variant, 101);
    expect(codes(await bid(running, owner, variant, 101, 2))).toEqual(["SELF_TRADE"]);
    expect(await market(running, variant)).toMatchObject({ sequence: 2, numberOfAsks: 2, lastSale: null });
    expect((await bid(running, owner, variant, 101, 1)).trades).toHaveLength(1);
    expect(codes(await act(running, "buyNow", owner, { variantId: variant, maxPrice: usd(200) }))).toEqual([
      "SELF_TRADE",
    ]);
  });

  it.each([
    ["24.50", "BELOW_MINIMUM"],
    ["-1", "BELOW_MINIMUM"],
    ["0", "BELOW_MINIMUM"],
    ["450.50", "TICK_SIZE"],
    ["450.001", "VALIDATION"],
    ["99999999999", "VALIDATION"],
    ["999999999999999999999999999999", "VALIDATION"],
  ])("refuses a price of %s with %s, and writes nothing", async (amount, code) => {
    const [variant, owner] = [await running.aVariant(), await running.aTrader()];
    const refused = await act(running, "placeAsk", owner, { variantId: variant, price: usd(amount) });
    expect(refused).toMatchObject({ ask: null, trades: [] });
    expect(codes(refused)).toEqual([code]);
    expect(await market(running, variant)).toMatchObject({ sequence: 0, numberOfAsks: 0 });
  });

  it.each(["NaN", "4.5e2", "1,00", "Infinity", " 45"])("fails %j as no decimal at all", async (amount) => {
    const [variant, owner] = [await running.aVariant(), await running.aTrader()];
    const input = { variantId: variant, price: usd(amount), idempotencyKey: newId() };
    const answer = await running.ask(
      "mutation ($input: PlaceBidInput!) { placeBid(input: $input) { userErrors { code } } }",
      { input },
      owner,
    );
    expect(answer.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("refuses quantities, lifetimes, currencies and variants that do not exist", async () => {
    const [variant, owner] = [await running.aVariant(), await running.aTrader()];
    const place = (input: Record<string, unknown>) =>
      act(running, "placeBid", owner, { variantId: variant, price: usd(100), ...input });
    expect(codes(await place({ quantity: 0 }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ quantity: 1_001 }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ quantity: -1 }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ expiresInDays: 2 }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ price: { amount: "100", currencyCode: "XAU" } }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ price: { amount: "100.5", currencyCode: "JPY" } }))).toEqual(["VALIDATION"]);
    expect(codes(await place({ variantId: newId() }))).toEqual(["NOT_FOUND"]);
    expect(codes(await place({ variantId: "' OR 1=1--" }))).toEqual(["NOT_FOUND"]);
    expect(codes(await place({ idempotencyKey: "short" }))).toEqual(["VALIDATION"]);
    expect(codes(await act(running, "cancelBid", owner, { bidId: newId() }))).toEqual(["NOT_FOUND"]);
    expect(codes(await act(running, "cancelBid", owner, { bidId: "7" }))).toEqual(["NOT_FOUND"]);
    expect(await market(running, variant)).toMatchObject({ sequence: 0, numberOfBids: 0 });
  });
});

describe("buying and selling now", () => {
  it("takes the best price within the limit, and never rests", async () => {
    const [variant, seller, buyer] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    const nothing = await act(running, "buyNow", buyer, { variantId: variant, maxPrice: usd(100) });
    expect(nothing).toMatchObject({
      trade: null,
      userErrors: [{ code: "PRICE_MOVED", lowestAsk: null, highestBid: null }],
    });
    await ask(running, seller, variant, 100);
    await bid(running, seller, variant, 80);
    const moved = await act(running, "buyNow", buyer, { variantId: variant, maxPrice: usd("99.50") });
    expect(moved.userErrors).toMatchObject([
      {
        code: "PRICE_MOVED",
        lowestAsk: { amount: "100.00" },
        highestBid: { amount: "80.00" },
        field: ["input", "maxPrice"],
      },
    ]);
    const bought = await act(running, "buyNow", buyer, { variantId: variant, maxPrice: usd(150) });
    expect(bought.trade).toMatchObject({
      price: { amount: "100.00" },
      quantity: 1,
      state: "EXECUTED",
      variant: { id: variant },
    });
    const sold = await act(running, "sellNow", buyer, { variantId: variant, minPrice: usd(80) });
    expect(sold.trade).toMatchObject({ price: { amount: "80.00" } });
    expect(await market(running, variant)).toMatchObject({ sequence: 4, numberOfAsks: 0, numberOfBids: 0 });
  });
});

describe("an idempotency key", () => {
  it("makes twenty equal sends one order, with one answer", async () => {
    const [variant, owner] = [await running.aVariant(), await running.aTrader()];
    const input = { variantId: variant, price: usd(60), idempotencyKey: newId() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => act(running, "placeBid", owner, input)),
    );
    expect(new Set(answers.map(({ bid }) => bid.id)).size).toBe(1);
    expect(await market(running, variant)).toMatchObject({ sequence: 1, numberOfBids: 1 });
    expect((await act(running, "placeBid", owner, input)).bid.id).toBe(answers[0].bid.id);
    expect(codes(await act(running, "placeBid", owner, { ...input, price: usd(61) }))).toEqual([
      "IDEMPOTENCY_CONFLICT",
    ]);
    // Another person, and another mutation, have keys of their own.
    expect(codes(await act(running, "placeBid", await running.aTrader(), input))).toEqual([]);
    expect(codes(await act(running, "placeAsk", owner, { ...input, price: usd(90) }))).toEqual([]);
  });

  it("remembers a refusal too, with its figures", async () => {
    const [variant, owner] = [await running.aVariant(), await running.aTrader()];
    const input = { variantId: variant, price: usd("50.50"), idempotencyKey: newId() };
    const first = await act(running, "placeBid", owner, input);
    expect(first.userErrors).toMatchObject([{ code: "TICK_SIZE", tick: { amount: "1.00" } }]);
    expect(await act(running, "placeBid", owner, input)).toEqual(first);
    expect(codes(await act(running, "placeBid", owner, { ...input, price: usd(50) }))).toEqual([
      "IDEMPOTENCY_CONFLICT",
    ]);
  });
});

describe("what offers knows of others", () => {
  it("asks payments before it refuses a bid without a payment method", async () => {
    const [variant, saved, without] = [await running.aVariant(), newId(), newId()];
    running.owned.onFile.add(saved);
    expect(codes(await bid(running, saved, variant, 40))).toEqual([]);
    expect(codes(await bid(running, without, variant, 40))).toEqual(["PAYMENT_METHOD_REQUIRED"]);
    expect(codes(await act(running, "buyNow", without, { variantId: variant, maxPrice: usd(40) }))).toEqual([
      "PAYMENT_METHOD_REQUIRED",
    ]);
    expect(codes(await ask(running, without, variant, 90))).toEqual([]);
  });

  it("asks catalog before it refuses a variant", async () => {
    const [variantId, seller] = [newId(), await running.aTrader()];
    running.owned.variants.set(variantId, {
      ...{ variantId, productId: newId(), productName: "Fresh", size: null, categorySlug: "watches" },
      ...{
        retailPrice: { amount: "450.00", currencyCode: "USD" },
        releaseDate: "2026-01-31",
        tradable: true,
      },
      authenticationRequired: true,
    });
    expect(codes(await ask(running, seller, variantId, 90))).toEqual([]);
    expect(
      (await running.ask("query ($id: ID!) { market(variantId: $id) { sequence } }", { id: newId() })).data,
    ).toEqual({
      market: null,
    });
  });

  it("caps the open orders and asks of people who are not verified", async () => {
    const [variant, seller] = [await running.aVariant(), await running.aTrader({ verified: false })];
    const full = await ask(running, seller, variant, 5_000, 2);
    expect(codes(await act(running, "updateAsk", seller, { askId: full.ask.id, quantity: 3 }))).toEqual([
      "LIMIT_REACHED",
    ]);
    const refused = await ask(running, seller, variant, 25);
    expect(refused.userErrors).toMatchObject([{ code: "LIMIT_REACHED", limit: "10000.00 USD of open asks" }]);
    await Promise.all(Array.from({ length: 199 }, () => bid(running, seller, variant, 30)));
    expect((await bid(running, seller, variant, 30)).userErrors).toMatchObject([
      { code: "LIMIT_REACHED", limit: "200 open orders" },
    ]);
  });
});

it("leaves every invariant true", async () => {
  expect(await running.broken()).toEqual([]);
});
