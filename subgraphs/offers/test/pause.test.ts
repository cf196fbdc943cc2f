import { PaymentMethodsChanged } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, cancelled, market, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const BIDS = `query ($id: ID!, $state: BidState) { _entities(representations: [{ __typename: "Viewer", id: $id }]) {
  ... on Viewer { bids(state: $state) { nodes { id state pauseReason remaining queuePosition availableActions } } } } }`;
const bidsOf = async (userId: string, state: string | null = null) =>
  (await running.ask(BIDS, { id: userId, state }, userId)).data._entities[0].bids.nodes;

const paysAgain = (userId: string) =>
  running.announce("payments", PaymentMethodsChanged.of(userId, { userId, onFile: true }));

/** A buyer with bids in three books, and a trade whose payment failed. */
async function aDefault() {
  const [variant, other, third] = [
    await running.aVariant(),
    await running.aVariant(),
    await running.aVariant(),
  ];
  const [seller, buyer, rival] = [await running.aTrader(), await running.aTrader(), await running.aTrader()];
  const { ask: asked } = await ask(running, seller, variant, 100);
  const bought = await bid(running, buyer, variant, 100);
  const here = (await bid(running, buyer, variant, 90, 2)).bid.id;
  const there = (await bid(running, buyer, other, 80)).bid.id;
  const further = (await bid(running, buyer, third, 70)).bid.id;
  await bid(running, rival, other, 80);
  await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
  return { variant, other, third, seller, buyer, rival, asked, here, there, further };
}

describe("the bids of a buyer whose payment failed", () => {
  it("are paused in every book, hold nothing there, and say why to their owner", async () => {
    const { variant, other, third, buyer, here, there, further } = await aDefault();
    expect(await market(running, variant)).toMatchObject({ numberOfAsks: 1, numberOfBids: 0 });
    expect(await market(running, other)).toMatchObject({ numberOfBids: 1 });
    expect(await market(running, third)).toMatchObject({ numberOfBids: 0, highestBid: null });
    const paused = await bidsOf(buyer, "PAUSED");
    expect(paused.map(({ id }: { id: string }) => id).sort()).toEqual([here, there, further].sort());
    for (const one of paused) {
      expect(one).toMatchObject({ queuePosition: null, availableActions: ["UPDATE", "CANCEL"] });
      expect(one.pauseReason).toMatch(/payment .* failed/i);
    }
    expect(await running.broken()).toEqual([]);
  });

  it("come back by their owner, once a payment method works again, with a new place in time", async () => {
    const { other, buyer, rival, there, seller } = await aDefault();
    const back = { bidId: there, price: usd(80), quantity: 1 };
    const refused = await act(running, "updateBid", buyer, back);
    expect(refused.userErrors).toMatchObject([{ __typename: "PaymentMethodRequiredError" }]);
    expect((await bid(running, buyer, other, 50)).userErrors).toMatchObject([
      { __typename: "PaymentMethodRequiredError" },
    ]);
    await paysAgain(buyer);
    const resumed = await act(running, "updateBid", buyer, back);
    expect(resumed).toMatchObject({ bid: { state: "ACTIVE", queuePosition: 2 }, userErrors: [] });
    const sold = await ask(running, seller, other, 80);
    expect(sold.trades).toHaveLength(1);
    expect((await bidsOf(rival))[0]).toMatchObject({ state: "FILLED" });
    // What came back is not paused for the same failure again.
    await running.offers.drained();
    expect(await bidsOf(buyer, "ACTIVE")).toMatchObject([{ id: there }]);
    expect(await running.broken()).toEqual([]);
  });

  it("can be cancelled while they are paused, without a change of their book", async () => {
    const { other, buyer, there } = await aDefault();
    const { sequence } = await market(running, other);
    const gone = await act(running, "cancelBid", buyer, { bidId: there });
    expect(gone).toMatchObject({ bid: { state: "CANCELLED", remaining: 0 }, userErrors: [] });
    expect((await market(running, other)).sequence).toBe(sequence);
    expect((await act(running, "cancelBid", buyer, { bidId: there })).userErrors).toMatchObject([
      { code: "INVALID_TRANSITION" },
    ]);
    expect(await running.broken()).toEqual([]);
  });

  it("are left alone when their owner merely did not say where to ship to", async () => {
    const [variant, seller, buyer] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    await ask(running, seller, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    await bid(running, buyer, variant, 90);
    const event = cancelled(bought.trades[0].id, "BUYER");
    await running.announce("orders", { ...event, payload: { ...event.payload, reason: "SHIPPING_OVERDUE" } });
    expect(await market(running, variant)).toMatchObject({ numberOfAsks: 1, numberOfBids: 1 });
  });
});

const admin = { userId: newId(), roles: ["ADMIN"] };
const setHalted = async (variantId: string, mutation: "haltMarket" | "resumeMarket") => {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  const text = `mutation ($input: ${type}) { ${mutation}(input: $input) { userErrors { code } } }`;
  await running.ask(text, { input: { variantId, reason: "A test." } }, admin.userId, admin.roles);
};

describe("a default in a halted market", () => {
  it("pauses at once, matches nothing, and is busted and matched again when the market goes on", async () => {
    const [variant, seller, buyer, rival] = [
      await running.aVariant(),
      await running.aTrader(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    await ask(running, seller, variant, 100);
    const bought = await bid(running, buyer, variant, 100);
    await bid(running, buyer, variant, 95);
    await bid(running, rival, variant, 105);
    await setHalted(variant, "haltMarket");
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    await running.announce("orders", cancelled(bought.trades[0].id, "BUYER"));
    const halted = await market(running, variant);
    expect(halted).toMatchObject({
      numberOfBids: 1,
      numberOfAsks: 0,
      lastSale: { price: { amount: "100.00" } },
    });
    expect(halted.trades.nodes).toMatchObject([{ state: "EXECUTED" }]);
    expect(await bidsOf(buyer, "PAUSED")).toHaveLength(1);
    expect(await running.broken()).toEqual([]);

    await setHalted(variant, "resumeMarket");
    await running.offers.drained();
    const after = await market(running, variant);
    expect(after).toMatchObject({
      numberOfBids: 0,
      numberOfAsks: 0,
      lastSale: { price: { amount: "105.00" } },
    });
    expect(after.trades.nodes).toMatchObject([{ state: "EXECUTED" }, { state: "BUSTED" }]);
    expect(await running.broken()).toEqual([]);
  });
});
