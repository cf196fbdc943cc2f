import { makeDemoStory } from "@outcry/demo";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const ENTITIES = `query ($products: [_Any!]!) { _entities(representations: $products) { ... on Product {
  marketSummary { lowestAsk { amount } highestBid { amount } lastSale { id } salesLast72Hours
                  lowestAskVariant { id } highestBidVariant { id } } } } }`;

it("tells the demo's year in seconds, once, with every invariant true and nothing announced", async () => {
  const story = makeDemoStory({ now: new Date() });
  const started = performance.now();
  await running.offers.seedDemo(story);
  expect(performance.now() - started).toBeLessThan(30_000);
  await running.offers.seedDemo(story);
  const [counts] = await running.admin.sql`
    select (select count(*)::int from offers.trades) as trades, (select count(*)::int from offers.outbox) as events`;
  expect(counts).toEqual({ trades: story.trades.length, events: 0 });
  expect(await running.broken()).toEqual([]);
}, 60_000);

it("answers a page of fifty products with a handful of statements", async () => {
  const story = makeDemoStory({ now: new Date() });
  const traded = story.products.filter(({ variants }) => variants.some((variant) => variant.traded));
  const products = traded.slice(0, 50).map(({ productId }) => ({ __typename: "Product", id: productId }));
  const statements = running.countStatements();
  const { data, errors } = await running.ask(ENTITIES, { products });
  expect(errors).toBeUndefined();
  expect(statements()).toBeLessThanOrEqual(4);
  expect(data._entities).toHaveLength(products.length);
  expect(data._entities[0].marketSummary).toMatchObject({ lowestAskVariant: { id: expect.any(String) } });
  const { data: more } = await running.ask(
    "{ mostTradedProducts(first: 5) { id } recentTrades(first: 3) { id } }",
  );
  expect(more.mostTradedProducts).toHaveLength(5);
  expect(more.recentTrades.map(({ id }: { id: string }) => id)).toEqual(
    story.trades
      .slice(-3)
      .reverse()
      .map(({ tradeId }) => tradeId),
  );
});

it("shows a market's figures as they follow from its trades", async () => {
  const story = makeDemoStory({ now: new Date() });
  const variantId = story.trades.at(-1)?.variantId ?? "";
  const own = story.trades
    .filter((trade) => trade.variantId === variantId)
    .map(({ price }) => Number(price.minor) / 100);
  const returns = own.slice(1).map((price, index) => Math.log(price / (own[index] ?? price)));
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1);
  const { data } = await running.ask(
    `query ($id: ID!) { market(variantId: $id) { volatility annualHigh { amount } annualLow { amount }
       averagePrice { amount } priceHistory(range: ALL) { count } } }`,
    { id: variantId },
  );
  expect(data.market.volatility).toBeCloseTo(Math.sqrt(variance), 9);
  expect(Number(data.market.annualHigh.amount)).toBe(Math.max(...own));
  expect(Number(data.market.annualLow.amount)).toBe(Math.min(...own));
  expect(Number(data.market.averagePrice.amount)).toBeCloseTo(
    own.reduce((sum, price) => sum + price, 0) / own.length,
    1,
  );
  const counted = data.market.priceHistory.reduce(
    (sum: number, { count }: { count: number }) => sum + count,
    0,
  );
  expect(counted).toBe(own.length);
});
