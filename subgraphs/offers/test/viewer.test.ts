import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const VIEWER = `query ($id: ID!, $after: String, $state: BidState) {
  _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
    bids(first: 2, after: $after, state: $state) { nodes { id state queuePosition variant { id } } pageInfo { hasNextPage endCursor } }
    asks { nodes { id state } } trades { nodes { id price { amount } } } } } }`;

const viewer = async (id: string, asker: string | null, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await running.ask(VIEWER, { id, ...variables }, asker);
  if (errors) throw new Error(JSON.stringify(errors));
  return data._entities[0];
};

it("shows people their own bids, asks and trades, newest first, and nobody else's", async () => {
  const [variant, one, two] = [await running.aVariant(), await running.aTrader(), await running.aTrader()];
  const placed = [];
  for (const price of [50, 51, 52]) placed.unshift((await bid(running, one, variant, price)).bid.id);
  const sold = await ask(running, two, variant, 52);
  const first = await viewer(one, one);
  expect(first.bids.nodes.map(({ id }: { id: string }) => id)).toEqual(placed.slice(0, 2));
  expect(first.bids.nodes).toMatchObject([
    { state: "FILLED", queuePosition: null },
    { state: "ACTIVE", queuePosition: 1 },
  ]);
  expect(first.asks.nodes).toEqual([]);
  expect(first.trades.nodes).toEqual([{ id: sold.trades[0].id, price: { amount: "52.00" } }]);
  const rest = await viewer(one, one, { after: first.bids.pageInfo.endCursor });
  expect(rest.bids).toMatchObject({
    nodes: [{ id: placed[2], queuePosition: 2 }],
    pageInfo: { hasNextPage: false },
  });
  expect((await viewer(one, one, { state: "FILLED" })).bids.nodes).toHaveLength(1);
  expect((await viewer(two, two)).bids.nodes).toEqual([]);
  expect((await viewer(two, two)).trades.nodes).toHaveLength(1);
  expect(await viewer(one, two)).toBeNull();
  expect(await viewer(one, null)).toBeNull();
});

it("refuses cursors that are not its own", async () => {
  const one = await running.aTrader();
  const after = Buffer.from(JSON.stringify(["' or 1=1--"])).toString("base64url");
  const { errors } = await running.ask(VIEWER, { id: one, after }, one);
  expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
});

it("needs somebody signed in, with the scope to trade", async () => {
  const { errors } = await running.ask(
    `mutation { cancelBid(input: { bidId: "x" }) { userErrors { code } } }`,
  );
  expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
});

it("cannot be told apart from a stranger when an order is somebody else's", async () => {
  const [variant, one, two] = [await running.aVariant(), await running.aTrader(), await running.aTrader()];
  const { bid: placed } = await bid(running, one, variant, 50);
  const theirs = await act(running, "cancelBid", two, { bidId: placed.id });
  const nobodys = await act(running, "cancelBid", two, { bidId: variant });
  expect(theirs).toEqual(nobodys);
});
