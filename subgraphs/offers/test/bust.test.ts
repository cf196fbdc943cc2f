import { PaymentMethodsChanged } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, cancelled, market } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const ASKS = `query ($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) {
  ... on Viewer { asks { nodes { id state } } } } }`;

const BUSTS = `query ($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) {
  ... on Viewer { trades { nodes { id state bust { byYou bid { id state remaining } ask { id state remaining } } } } } } }`;

const bustsOf = async (userId: string) => {
  const { data, errors } = await running.ask(BUSTS, { id: userId }, userId);
  if (errors) throw new Error(JSON.stringify(errors));
  return data._entities[0].trades.nodes;
};

const announcedTypes = async () => {
  const events = await running.offers.feed.read({ consumer: "test", after: 0n, limit: 1_000 });
  return events.map(({ type, payload }) => [type, payload.tradeId]);
};

const cast = async () => ({
  variant: await running.aVariant(),
  seller: await running.aTrader(),
  buyer: await running.aTrader(),
  other: await running.aTrader(),
});

describe("a busted trade", () => {
  it("leaves the market's figures, and the innocent ask returns to its first place in time", async () => {
    const { variant, seller, buyer, other } = await cast();
    await ask(running, seller, variant, 90);
    await bid(running, other, variant, 90);
    const first = await ask(running, seller, variant, 100);
    await ask(running, other, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));

    const after = await market(running, variant);
    expect(after).toMatchObject({
      ...{ sequence: 6, lowestAsk: { amount: "100.00" }, numberOfAsks: 2, salesLast72Hours: 1 },
      ...{ lastSale: { price: { amount: "90.00" } }, lastSaleChange: null, annualHigh: { amount: "90.00" } },
    });
    expect(after.trades.nodes).toMatchObject([{ state: "BUSTED" }, { state: "EXECUTED" }]);
    expect(after.priceHistory).toMatchObject([{ high: { amount: "90.00" }, volume: 1, count: 1 }]);
    const again = await bid(running, other, variant, 100);
    expect(again.trades).toHaveLength(1);
    const sellers = await running.ask(ASKS, { id: seller }, seller);
    expect(sellers.data._entities[0].asks.nodes[0]).toMatchObject({ id: first.ask.id, state: "FILLED" });
    expect(await running.broken()).toEqual([]);
  });

  it("is matched again at once with what crosses it now, at the resting order's price", async () => {
    const { variant, seller, buyer, other } = await cast();
    await ask(running, seller, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    await bid(running, other, variant, 110);
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    const after = await market(running, variant);
    expect(after).toMatchObject({
      ...{ sequence: 4, lastSale: { price: { amount: "110.00" } }, numberOfAsks: 0, numberOfBids: 0 },
    });
    const types = (await announcedTypes()).slice(-2);
    expect(types).toEqual([
      ["offers.trade_busted", bought.trades[0].id],
      ["offers.trade_executed", after.lastSale.id],
    ]);
    expect(await running.broken()).toEqual([]);
  });

  it("happens once, however often it is told", async () => {
    const { variant, seller, buyer } = await cast();
    await ask(running, seller, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    for (let times = 0; times < 3; times += 1)
      await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    expect(await market(running, variant)).toMatchObject({ sequence: 3, numberOfAsks: 1, lastSale: null });
  });

  it("takes the defaulter's order out, and does not return what its owner cancelled meanwhile", async () => {
    const { variant, seller, buyer } = await cast();
    const offered = await ask(running, seller, variant, 100, 2);
    const bought = await bid(running, buyer, variant, 100, 1);
    await act(running, "cancelAsk", seller, { askId: offered.ask.id });
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    expect(await market(running, variant)).toMatchObject({
      numberOfAsks: 0,
      numberOfBids: 0,
      lastSale: null,
    });

    await running.announce("payments", PaymentMethodsChanged.of(buyer, { userId: buyer, onFile: true }));
    const wanted = await bid(running, buyer, variant, 100, 3);
    const sold = await ask(running, seller, variant, 100, 1);
    await running.announce("orders", cancelled(sold.trades[0].id, "BUYER"));
    expect(wanted.bid.remaining).toBe(3);
    expect(await market(running, variant)).toMatchObject({ numberOfAsks: 1, numberOfBids: 0 });
    expect(await running.broken()).toEqual([]);
  });

  it("is told to each side as what it means for them, and to nobody else", async () => {
    const { variant, seller, buyer, other } = await cast();
    const offered = await ask(running, seller, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    expect(await bustsOf(seller)).toMatchObject([{ state: "EXECUTED", bust: null }]);
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    expect(await bustsOf(seller)).toMatchObject([
      { bust: { byYou: false, bid: null, ask: { id: offered.ask.id, state: "ACTIVE", remaining: 1 } } },
    ]);
    expect(await bustsOf(buyer)).toMatchObject([
      { bust: { byYou: true, ask: null, bid: { id: bought.bid.id, state: "CANCELLED", remaining: 0 } } },
    ]);
    const trade = `query ($id: ID!) { _entities(representations: [{ __typename: "Trade", id: $id }]) {
      ... on Trade { state bust { byYou } } } }`;
    for (const asker of [other, null]) {
      const seen = await running.ask(trade, { id: bought.trades[0].id }, asker);
      expect(seen.data._entities).toEqual([{ state: "BUSTED", bust: null }]);
    }
  });

  it("returns the bid when the seller defaults, and nothing when nobody did", async () => {
    const { variant, seller, buyer } = await cast();
    await bid(running, buyer, variant, 100);
    const sold = await ask(running, seller, variant, 100);
    await running.announce("orders", cancelled(sold.trades[0].id, null));
    expect(await market(running, variant)).toMatchObject({ numberOfBids: 0, salesLast72Hours: 1 });
    await running.announce("orders", cancelled(sold.trades[0].id, "SELLER"));
    expect(await market(running, variant)).toMatchObject({
      numberOfBids: 1,
      numberOfAsks: 0,
      salesLast72Hours: 0,
    });
    await running.announce("orders", cancelled(newId(), "SELLER"));
    expect(await running.broken()).toEqual([]);
  });

  it("does not put a buy now back into the book, which never was in it", async () => {
    const { variant, seller, buyer } = await cast();
    await ask(running, seller, variant, 100);
    const bought = await act(running, "buyNow", buyer, { variantId: variant, maxPrice: { amount: "100" } });
    await running.announce("orders", cancelled(bought.trade.id, "SELLER"));
    expect(await market(running, variant)).toMatchObject({ numberOfBids: 0, numberOfAsks: 0 });
    expect(await running.broken()).toEqual([]);
  });
});
