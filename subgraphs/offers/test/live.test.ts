import { newId } from "@outcry/kernel";
import { inProcessDoorbell } from "@outcry/outbox";
import { makeLogger } from "@outcry/service";
import { createTestDatabase } from "@outcry/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeMarketHub } from "../src/workers/market-hub.ts";
import { connectLive } from "./live-client.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const MARKET = `subscription ($variantId: ID!) { marketUpdated(variantId: $variantId) {
  sequence variant { id } market { sequence lowestAsk { amount } lastSale { price { amount } } } } }`;
const MARKETS = `subscription ($variantIds: [ID!]!) { marketsUpdated(variantIds: $variantIds) { sequence variant { id } } }`;
const BOOK = `subscription ($variantId: ID!) { bookUpdated(variantId: $variantId) {
  fromSequence toSequence variant { id } changes { side price { amount } quantity count } } }`;
const TAPE = `subscription ($productId: ID) { tradeExecuted(productId: $productId) {
  sequence trade { id price { amount } variant { id } } } }`;

it("tells those who watch a market what it is, and then each change of it", async () => {
  const [variant, seller, buyer] = [
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  const live = connectLive(running);
  const watching = live.subscribe(MARKET, { variantId: variant });
  expect(await watching.next()).toEqual({
    marketUpdated: {
      sequence: 0,
      variant: { id: variant },
      market: { sequence: 0, lowestAsk: null, lastSale: null },
    },
  });
  await ask(running, seller, variant, 100);
  expect(await watching.next()).toMatchObject({
    marketUpdated: { sequence: 1, market: { sequence: 1, lowestAsk: { amount: "100.00" }, lastSale: null } },
  });
  await bid(running, buyer, variant, 100);
  expect(await watching.next()).toMatchObject({
    marketUpdated: { sequence: 2, market: { lowestAsk: null, lastSale: { price: { amount: "100.00" } } } },
  });
  await watching.leave();
  await live.close();
});

it("tells the tape of each trade, the last one first, of one product or of all", async () => {
  const [productId, seller, buyer] = [newId(), await running.aTrader(), await running.aTrader()];
  const [variant, other] = [await running.aVariant({ productId }), await running.aVariant()];
  const trade = async (there: string, price: number) => {
    await ask(running, seller, there, price);
    return (await act(running, "buyNow", buyer, { variantId: there, maxPrice: usd(price) })).trade.id;
  };
  const before = await trade(variant, 100);
  const live = connectLive(running);
  const [one, all] = [live.subscribe(TAPE, { productId }), live.subscribe(TAPE, {})];
  expect(await one.next()).toMatchObject({ tradeExecuted: { sequence: 2, trade: { id: before } } });
  expect((await all.next()).tradeExecuted.trade.id).toBe(before);
  const elsewhere = await trade(other, 70);
  const here = await trade(variant, 110);
  expect(await one.next()).toMatchObject({ tradeExecuted: { sequence: 4, trade: { id: here } } });
  expect((await all.next()).tradeExecuted.trade.id).toBe(elsewhere);
  expect((await all.next()).tradeExecuted.trade.id).toBe(here);
  await live.close();
});

it("watches several markets at once", async () => {
  const [one, other, seller] = [await running.aVariant(), await running.aVariant(), await running.aTrader()];
  const live = connectLive(running);
  const watching = live.subscribe(MARKETS, { variantIds: [one, other, one] });
  const first = [await watching.next(), await watching.next()];
  expect(first.map(({ marketsUpdated }) => marketsUpdated.variant.id).sort()).toEqual([one, other].sort());
  await ask(running, seller, other, 100);
  expect(await watching.next()).toMatchObject({ marketsUpdated: { sequence: 1, variant: { id: other } } });
  await watching.leave();
  await live.close();
});

it("tells those who follow a book all of it, and then what changes", async () => {
  const [variant, seller, buyer] = [
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  await ask(running, seller, variant, 100, 2);
  const live = connectLive(running);
  const following = live.subscribe(BOOK, { variantId: variant });
  const level = (side: string, price: string, quantity: number, count: number) => ({
    ...{ side, price: { amount: price }, quantity, count },
  });
  expect((await following.next()).bookUpdated).toEqual({
    ...{
      fromSequence: null,
      toSequence: 1,
      variant: { id: variant },
      changes: [level("ASK", "100.00", 2, 1)],
    },
  });
  await bid(running, buyer, variant, 90);
  expect((await following.next()).bookUpdated).toMatchObject({
    ...{ fromSequence: 1, toSequence: 2, changes: [level("BID", "90.00", 1, 1)] },
  });
  await bid(running, buyer, variant, 100, 3);
  expect((await following.next()).bookUpdated).toMatchObject({
    ...{ fromSequence: 2, toSequence: 3 },
    changes: [level("BID", "100.00", 1, 1), level("ASK", "100.00", 0, 0)],
  });
  await following.leave();
  await live.close();
});

it("refuses to watch what does not exist", async () => {
  const live = connectLive(running);
  await expect(live.subscribe(MARKET, { variantId: newId() }).next()).rejects.toThrow("no such market");
  await live.close();
});

it("gives a slow reader the newest state only, and reads once however many watch", async () => {
  const [variant, seller] = [await running.aVariant(), await running.aTrader()];
  const logger = makeLogger("offers", "silent");
  const hub = makeMarketHub({ database: running.database, logger });
  const key = { variantId: variant, currency: "USD" } as const;
  const [slow, quick] = [hub.watch([key]), hub.watch([key])];
  await quick.next();
  for (const price of [90, 80, 70]) {
    await ask(running, seller, variant, price);
    hub.signal([key]);
    await quick.next();
  }
  expect(await slow.next()).toMatchObject({ done: false, value: { sequence: 3, lowestAsk: 7_000n } });
  expect(hub.watchers()).toBe(2);
  await Promise.all([slow.return?.(), quick.return?.()]);
  expect(hub.watchers()).toBe(0);
  await hub.stop();
});

it("finds what it was never told of within a second, as when another process changed the book", async () => {
  const [variant, seller] = [await running.aVariant(), await running.aTrader()];
  const hub = makeMarketHub({ database: running.database, logger: makeLogger("offers", "silent") });
  const watching = hub.watch([{ variantId: variant, currency: "USD" }]);
  await watching.next();
  await ask(running, seller, variant, 90);
  expect(await watching.next()).toMatchObject({ value: { sequence: 1 } });
  await hub.stop();
  expect(await watching.next()).toMatchObject({ done: true });
});

it("tells of what another instance did as soon as the doorbell rings", async () => {
  const doorbell = inProcessDoorbell();
  const postgres = await createTestDatabase();
  const [here, there] = [await runOffers({ postgres, doorbell }), await runOffers({ postgres, doorbell })];
  const [variant, seller] = [await here.aVariant(), await here.aTrader()];
  const live = connectLive(here);
  const watching = live.subscribe(MARKET, { variantId: variant });
  await watching.next();
  const started = performance.now();
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    await ask(there, seller, variant, 100 - sequence);
    expect(await watching.next()).toMatchObject({ marketUpdated: { sequence } });
  }
  // Each of the five would wait about a second for the poll.
  expect(performance.now() - started).toBeLessThan(3_000);
  await live.close();
  await here.stop({ keepDatabase: true });
  await there.stop();
});

it("keeps nothing of those who left", async () => {
  const [variant, live] = [await running.aVariant(), connectLive(running)];
  for (let times = 0; times < 200; times += 1) {
    const watching = live.subscribe(MARKET, { variantId: variant });
    await watching.next();
    await watching.leave();
  }
  await live.close();
  await expect.poll(() => running.offers.watchers()).toEqual({ markets: 0, books: 0, tape: 0 });
});
