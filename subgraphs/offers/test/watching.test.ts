import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectLive } from "./live-client.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { ask, bid, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const ALERT = "id kind price { amount } triggeredAt triggeredPrice { amount } variant { id } currencyCode";
const MUTATIONS = {
  addToWatchlist:
    "mutation ($input: AddToWatchlistInput!) { answer: addToWatchlist(input: $input) { entry { id variant { id } } userErrors { code } } }",
  removeFromWatchlist:
    "mutation ($input: RemoveFromWatchlistInput!) { answer: removeFromWatchlist(input: $input) { userErrors { code } } }",
  createPriceAlert: `mutation ($input: CreatePriceAlertInput!) { answer: createPriceAlert(input: $input) { priceAlert { ${ALERT} } userErrors { code } } }`,
  deletePriceAlert:
    "mutation ($input: DeletePriceAlertInput!) { answer: deletePriceAlert(input: $input) { userErrors { code } } }",
};
const VIEWER = `query ($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
  watchlist { nodes { id variant { id } } } priceAlerts { nodes { ${ALERT} } } } } }`;
const TOLD = `subscription { priceAlertTriggered { ${ALERT} } }`;

const send = async (name: keyof typeof MUTATIONS, userId: string, input: object) => {
  const answer = await running.ask(MUTATIONS[name], { input }, userId);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.answer;
};
const viewer = async (userId: string) =>
  (await running.ask(VIEWER, { id: userId }, userId)).data._entities[0];

it("keeps a watchlist for each person, every variant once", async () => {
  const [one, two, me, other] = [await running.aVariant(), await running.aVariant(), newId(), newId()];
  const first = await send("addToWatchlist", me, { variantId: one });
  await send("addToWatchlist", me, { variantId: two });
  expect((await send("addToWatchlist", me, { variantId: one })).entry.id).toBe(first.entry.id);
  expect(
    (await viewer(me)).watchlist.nodes.map((entry: { variant: { id: string } }) => entry.variant.id),
  ).toEqual([two, one]);
  expect((await viewer(other)).watchlist.nodes).toEqual([]);
  expect((await send("removeFromWatchlist", other, { variantId: one })).userErrors).toEqual([
    { code: "NOT_FOUND" },
  ]);
  expect((await send("removeFromWatchlist", me, { variantId: one })).userErrors).toEqual([]);
  expect((await viewer(me)).watchlist.nodes).toHaveLength(1);
  expect((await send("addToWatchlist", me, { variantId: newId() })).userErrors).toEqual([
    { code: "NOT_FOUND" },
  ]);
});

it("tells of each price once it is reached, live and to those who hear of it", async () => {
  const [variantId, seller, buyer, me] = [
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
    newId(),
  ];
  await ask(running, seller, variantId, 150);
  const below = (await send("createPriceAlert", me, { variantId, kind: "BELOW", price: usd(100) }))
    .priceAlert;
  const above = (await send("createPriceAlert", me, { variantId, kind: "ABOVE", price: usd(80) })).priceAlert;
  const lowest = (await send("createPriceAlert", me, { variantId, kind: "NEW_LOWEST_ASK" })).priceAlert;
  expect(below).toMatchObject({ price: { amount: "100.00" }, triggeredAt: null });
  const live = connectLive(running, me);
  const told = live.subscribe(TOLD, {});
  const next = async () => (await told.next()).priceAlertTriggered;
  const waiting = next();
  await ask(running, seller, variantId, 140);
  expect(await waiting).toMatchObject({ id: lowest.id, triggeredPrice: { amount: "140.00" } });
  await bid(running, buyer, variantId, 80);
  expect(await next()).toMatchObject({ id: above.id, triggeredPrice: { amount: "80.00" } });
  await ask(running, seller, variantId, 99);
  expect(await next()).toMatchObject({ id: below.id, triggeredPrice: { amount: "99.00" } });
  await live.close();
  const events = await running.offers.feed.read({ consumer: "test", after: 0n, limit: 100 });
  const alerts = events.filter(({ type }) => type === "offers.price_alert_triggered");
  expect(alerts.map(({ aggregateId }) => aggregateId)).toEqual([lowest.id, above.id, below.id]);
});

it("refuses alerts that make no sense, and shows them to nobody else", async () => {
  const [variantId, me, other] = [await running.aVariant(), newId(), newId()];
  const codes = async (input: object) => {
    const { userErrors } = await send("createPriceAlert", me, { variantId, ...input });
    return userErrors.map(({ code }: { code: string }) => code);
  };
  expect(await codes({ kind: "BELOW" })).toEqual(["VALIDATION"]);
  expect(await codes({ kind: "EXPIRING", price: usd(10) })).toEqual(["VALIDATION"]);
  expect(await codes({ kind: "ABOVE", price: usd(-1) })).toEqual(["VALIDATION"]);
  expect(await codes({ kind: "EXPIRING", variantId: newId() })).toEqual(["NOT_FOUND"]);
  const { priceAlert } = await send("createPriceAlert", me, { variantId, kind: "EXPIRING" });
  const gone = { priceAlertId: priceAlert.id };
  expect((await send("deletePriceAlert", other, gone)).userErrors).toEqual([{ code: "NOT_FOUND" }]);
  expect((await viewer(me)).priceAlerts.nodes).toMatchObject([{ id: priceAlert.id, kind: "EXPIRING" }]);
  expect((await send("deletePriceAlert", me, gone)).userErrors).toEqual([]);
  expect((await viewer(me)).priceAlerts.nodes).toEqual([]);
});

it("tells of a price that was reached before anybody asked, without waiting for the next change", async () => {
  const [variantId, seller, me] = [await running.aVariant(), await running.aTrader(), newId()];
  await ask(running, seller, variantId, 90);
  const live = connectLive(running, me);
  const told = live.subscribe(TOLD, {}).next();
  const { priceAlert } = await send("createPriceAlert", me, { variantId, kind: "BELOW", price: usd(100) });
  expect((await told).priceAlertTriggered).toMatchObject({
    ...{ id: priceAlert.id, triggeredPrice: { amount: "90.00" } },
  });
  await live.close();
}, 15_000); // All markets are looked at every 30 seconds anyway.
