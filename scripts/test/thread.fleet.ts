import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Marketplace, runProgramOf, startMarketplace } from "./marketplace.ts";
import { eventually, type Person, register, signIn, somebody } from "./people.ts";

const USER_ERRORS = "userErrors { __typename code message field }";
const PLACE_BID = `mutation ($input: PlaceBidInput!) { placeBid(input: $input) {
  bid { id state remaining } trades { id price { amount } } ${USER_ERRORS} } }`;
const PLACE_ASK = `mutation ($input: PlaceAskInput!) { placeAsk(input: $input) {
  ask { id state remaining } trades { id price { amount } } ${USER_ERRORS} } }`;
const BUY_NOW = `mutation ($input: BuyNowInput!) { buyNow(input: $input) { trade { id price { amount } } ${USER_ERRORS} } }`;
const SAVE_CARD = `mutation ($token: String!) { savePaymentMethod(input: { token: $token }) { paymentMethod { id } ${USER_ERRORS} } }`;
const TRADE_ORDER = `query { viewer { trades(first: 1) { nodes { id state order { id state viewerRole availableActions
  payment { state amount { amount } failureReason } } } } } }`;
const VARIANTS = 'query { product(slug: "outcry-test-runner") { variants { id size } } }';

type Refusals = { userErrors: { __typename: string; code: string; message: string }[] };
type Bid = {
  placeBid: Refusals & {
    bid: { id: string; state: string; remaining: number } | null;
    trades: { id: string; price: { amount: string } }[];
  };
};
type Ask = { placeAsk: Refusals & { ask: { id: string; state: string } | null } };
type OrderNode = {
  id: string;
  state: string;
  viewerRole: string;
  availableActions: string[];
  payment: { state: string; amount: { amount: string }; failureReason: string | null } | null;
};
type Trades = { viewer: { trades: { nodes: { id: string; state: string; order: OrderNode | null }[] } } };

const usd = (amount: string) => ({ amount, currencyCode: "USD" });

describe("the whole thread, through the public graph", () => {
  let marketplace: Marketplace;
  let variantIds: string[];
  let seller: Person;
  let buyer: Person;

  beforeAll(async () => {
    marketplace = await startMarketplace({ OUTCRY_RATE_LIMITS: "off" });
    const { graphUrl } = marketplace;
    const { product } = await somebody(graphUrl).ask<{ product: { variants: { id: string }[] } }>(VARIANTS);
    variantIds = product.variants.map(({ id }) => id);
    [seller, buyer] = [await register(graphUrl, "Sam Seller"), await register(graphUrl, "Bo Buyer")];
  });
  afterAll(() => marketplace?.dispose());

  const ask = (person: Person, variantId: string, amount: string) =>
    person.ask<Ask>(PLACE_ASK, { input: { variantId, price: usd(amount), idempotencyKey: randomUUID() } });
  const bid = (person: Person, variantId: string, amount: string, key: string = randomUUID()) =>
    person.ask<Bid>(PLACE_BID, { input: { variantId, price: usd(amount), idempotencyKey: key } });
  const lastTrade = async (person: Person) => (await person.ask<Trades>(TRADE_ORDER)).viewer.trades.nodes[0];

  it("wants a payment method before a bid, and takes the bid right after one is saved", async () => {
    const [variantId = ""] = variantIds;
    const refused = await bid(buyer, variantId, "30.00");
    expect(refused.placeBid.userErrors.map(({ __typename }) => __typename)).toEqual([
      "PaymentMethodRequiredError",
    ]);
    await buyer.ask(SAVE_CARD, { token: "pm_card_visa" });
    const taken = await bid(buyer, variantId, "30.00");
    expect(taken.placeBid.bid).toMatchObject({ state: "ACTIVE", remaining: 1 });
  });

  it("turns a bid that meets an ask into one order, paid, shipped, delivered and settled", async () => {
    const [, variantId = ""] = variantIds;
    expect((await ask(seller, variantId, "120.00")).placeAsk.userErrors).toEqual([]);
    const { placeBid } = await bid(buyer, variantId, "125.00");
    expect(placeBid.trades.map(({ price }) => price.amount)).toEqual(["120.00"]);

    const bought = await eventually(
      () => lastTrade(buyer),
      (trade) => trade?.order?.state === "CONFIRMED",
    );
    expect(bought?.order).toMatchObject({
      viewerRole: "BUYER",
      payment: { state: "HELD", amount: { amount: "120.00" } },
    });
    const orderId = bought?.order?.id;
    const address = {
      recipient: "Bo Buyer",
      line1: "1 Test Street",
      city: "Testville",
      postalCode: "12345",
      countryCode: "US",
    };
    const SET = `mutation ($input: SetShippingAddressInput!) { setShippingAddress(input: $input) { order { id } ${USER_ERRORS} } }`;
    const addressed = await buyer.ask<{ setShippingAddress: Refusals }>(SET, { input: { orderId, address } });
    expect(addressed.setShippingAddress.userErrors).toEqual([]);
    const SHIP = `mutation ($input: MarkShippedInput!) { markShipped(input: $input) { order { state } ${USER_ERRORS} } }`;
    const parcel = { orderId, carrier: "UPS", trackingNumber: "1Z999AA10123456784" };
    expect(await buyer.ask(SHIP, { input: parcel })).toMatchObject({
      markShipped: { order: null, userErrors: [{ __typename: "NotFoundError" }] },
    });
    expect(await seller.ask(SHIP, { input: parcel })).toMatchObject({
      markShipped: { order: { state: "SHIPPING_TO_BUYER" } },
    });
    const CONFIRM = `mutation ($orderId: ID!) { confirmDelivery(input: { orderId: $orderId }) { order { state } ${USER_ERRORS} } }`;
    await buyer.ask(CONFIRM, { orderId });
    const settled = await eventually(
      () => lastTrade(buyer),
      (trade) => trade?.order?.state === "COMPLETED",
    );
    expect(settled?.order?.payment?.state).toBe("RELEASED");
    const { viewer } = await seller.ask<{ viewer: { sellerBalance: { available: { amount: string } }[] } }>(
      "query { viewer { sellerBalance { pending { amount } available { amount } } } }",
    );
    expect(viewer.sellerBalance).toEqual([{ pending: { amount: "0.00" }, available: { amount: "105.60" } }]);
  });

  it("answers the same key with the same bid, and refuses it for another", async () => {
    const [, , variantId = ""] = variantIds;
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => bid(buyer, variantId, "40.00", key)));
    expect(new Set(answers.map(({ placeBid }) => placeBid.bid?.id)).size).toBe(1);
    const other = await bid(buyer, variantId, "41.00", key);
    expect(other.placeBid.userErrors.map(({ code }) => code)).toEqual(["IDEMPOTENCY_CONFLICT"]);
  });

  const isOwed = (order: Record<string, unknown> | undefined): boolean =>
    (order?.penalty as { state: string } | null)?.state === "OWED";

  it("busts the trade and cancels the order when the card is declined, says so, and pauses what else its owner bid", async () => {
    const [, , anotherId = "", variantId = ""] = variantIds;
    const broke = await register(marketplace.graphUrl, "Broke Buyer");
    await broke.ask(SAVE_CARD, { token: "pm_card_chargeCustomerFail" });
    await ask(seller, variantId, "80.00");
    await bid(broke, anotherId, "30.00", randomUUID());
    const { buyNow } = await broke.ask<{ buyNow: { trade: { id: string } | null } }>(BUY_NOW, {
      input: { variantId, maxPrice: usd("80.00"), idempotencyKey: randomUUID() },
    });
    expect(buyNow.trade).not.toBeNull();
    const busted = await eventually(
      () => lastTrade(broke),
      (trade) => trade?.state === "BUSTED",
    );
    expect(busted?.order).toMatchObject({ state: "CANCELLED", payment: { state: "FAILED" } });
    expect(busted?.order?.payment?.failureReason).toMatch(/declined/i);
    const { market } = await somebody(marketplace.graphUrl).ask<{
      market: { lowestAsk: unknown; lastSale: unknown };
    }>("query ($variantId: ID!) { market(variantId: $variantId) { lowestAsk { amount } lastSale { id } } }", {
      variantId,
    });
    expect(market).toEqual({ lowestAsk: { amount: "80.00" }, lastSale: null });

    const DEFAULT = `query { viewer { bids(state: PAUSED) { nodes { pauseReason } } tradingRecord { defaultsAsBuyer }
      purchases { nodes { defaultedBy cancellationConsequence penalty { state amount { amount } } } } } }`;
    type Default = { viewer: Record<string, { nodes: Record<string, unknown>[] }> };
    const { viewer } = await eventually(
      () => broke.ask<Default>(DEFAULT),
      (answer) => answer.viewer.bids?.nodes.length === 1 && isOwed(answer.viewer.purchases?.nodes[0]),
    );
    expect(viewer.bids?.nodes[0]?.pauseReason).toMatch(/payment method that works/);
    expect(viewer.tradingRecord).toEqual({ defaultsAsBuyer: 1 });
    expect(viewer.purchases?.nodes).toMatchObject([
      { defaultedBy: "BUYER", penalty: { state: "OWED", amount: { amount: "15.00" } } },
    ]);
    const refused = await bid(broke, anotherId, "31.00", randomUUID());
    expect(refused.placeBid.userErrors.map(({ code }) => code)).toEqual(["PAYMENT_METHOD_REQUIRED"]);
  });

  it.each([
    ["-1", "BAD_USER_INPUT or a typed refusal"],
    ["NaN", "BAD_USER_INPUT or a typed refusal"],
    ["450.001", "a typed refusal"],
    ["24.50", "a typed refusal"],
    ["92233720368547758.08", "a typed refusal"],
  ])("refuses a bid of %s with one clear answer and writes nothing", async (amount) => {
    const [variantId = ""] = variantIds;
    const bids = () =>
      buyer.ask<{ viewer: { bids: { nodes: unknown[] } } }>(
        "query { viewer { bids(first: 100) { nodes { id } } } }",
      );
    const before = (await bids()).viewer.bids.nodes.length;
    const { data, errors } = await buyer.answer<Bid>(PLACE_BID, {
      input: { variantId, price: usd(amount), idempotencyKey: randomUUID() },
    });
    const codes = [
      ...(errors ?? []).map(({ extensions }) => extensions.code),
      ...(data?.placeBid?.userErrors ?? []).map(({ code }) => code),
    ];
    expect(codes).toHaveLength(1);
    expect(["BAD_USER_INPUT", "VALIDATION", "TICK_SIZE", "BELOW_MINIMUM"]).toContain(codes[0]);
    expect((await bids()).viewer.bids.nodes).toHaveLength(before);
  });

  it("finds no market for an unknown variant, and takes no bid for it", async () => {
    const { placeBid } = await bid(buyer, "01900000-0000-7000-8000-000000000000", "30.00");
    expect(placeBid.userErrors.map(({ __typename }) => __typename)).toEqual(["NotFoundError"]);
  });

  it("refuses an expired or invented token with 401, whatever is asked", async () => {
    const response = await fetch(marketplace.graphUrl, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer invented.token.here" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });

  it("shows demo people their own history only", async () => {
    const demo = await signIn(marketplace.graphUrl, "buyer@outcry.test");
    const { viewer } = await demo.ask<{ viewer: { email: string; roles: string[] } }>(
      "query { viewer { email roles } }",
    );
    expect(viewer).toEqual({ email: "buyer@outcry.test", roles: ["BUYER", "SELLER"] });
  });

  it("keeps every invariant", async () => {
    const { code, output } = await runProgramOf(marketplace, "invariants.ts").finished;
    expect(output).toMatch(/All \d+ invariants hold/);
    expect(code).toBe(0);
  });
});
