import { OrderCancelled } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import type { Answer, RunningTest } from "./running-offers.ts";

const ERRORS = `userErrors { __typename message code field
  ... on PriceMovedError { lowestAsk { amount } highestBid { amount } } ... on BelowMinimumError { minimum { amount } }
  ... on TickSizeError { tick { amount } } ... on LimitReachedError { limit }
  ... on InvalidTransitionError { from allowed } ... on SellingSuspendedError { until } }`;
const ORDER =
  "id state price { amount currencyCode } quantity remaining queuePosition availableActions expiresAt";
const TRADE = "id price { amount } quantity state executedAt variant { id }";

const OPERATIONS = {
  placeBid: `mutation ($input: PlaceBidInput!) { placeBid(input: $input) { bid { ${ORDER} } trades { ${TRADE} } ${ERRORS} } }`,
  placeAsk: `mutation ($input: PlaceAskInput!) { placeAsk(input: $input) { ask { ${ORDER} } trades { ${TRADE} } ${ERRORS} } }`,
  buyNow: `mutation ($input: BuyNowInput!) { buyNow(input: $input) { trade { ${TRADE} } ${ERRORS} } }`,
  sellNow: `mutation ($input: SellNowInput!) { sellNow(input: $input) { trade { ${TRADE} } ${ERRORS} } }`,
  updateBid: `mutation ($input: UpdateBidInput!) { updateBid(input: $input) { bid { ${ORDER} } trades { ${TRADE} } ${ERRORS} } }`,
  updateAsk: `mutation ($input: UpdateAskInput!) { updateAsk(input: $input) { ask { ${ORDER} } trades { ${TRADE} } ${ERRORS} } }`,
  cancelBid: `mutation ($input: CancelBidInput!) { cancelBid(input: $input) { bid { ${ORDER} } ${ERRORS} } }`,
  cancelAsk: `mutation ($input: CancelAskInput!) { cancelAsk(input: $input) { ask { ${ORDER} } ${ERRORS} } }`,
};
export type Operation = keyof typeof OPERATIONS;

export const usd = (amount: number | string) => ({ amount: String(amount), currencyCode: "USD" });

/** Sends a mutation and hands back its payload; throws on a top-level error, which a test would rather see at once. */
export async function act(
  running: Pick<RunningTest, "ask">,
  operation: Operation,
  userId: string,
  input: Record<string, unknown>,
): Promise<Answer["data"]> {
  const needsKey = !operation.startsWith("cancel");
  const full = needsKey ? { idempotencyKey: newId(), ...input } : input;
  const answer = await running.ask(OPERATIONS[operation], { input: full }, userId);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data[operation];
}

export const bid = (running: RunningTest, userId: string, variantId: string, price: number, quantity = 1) =>
  act(running, "placeBid", userId, { variantId, price: usd(price), quantity });
export const ask = (running: RunningTest, userId: string, variantId: string, price: number, quantity = 1) =>
  act(running, "placeAsk", userId, { variantId, price: usd(price), quantity });

const MARKET = `query ($variantId: ID!) { market(variantId: $variantId) { sequence
  lowestAsk { amount } highestBid { amount } lastSale { id price { amount } state } lastSaleChange { amount }
  salesLast72Hours numberOfAsks numberOfBids annualHigh { amount } annualLow { amount } volatility pricePremium
  tradeRange { low { amount } high { amount } } averagePrice { amount } tick { amount } minimumPrice { amount }
  orderBook { sequence bids { price { amount } quantity count } asks { price { amount } quantity count } }
  trades { nodes { id price { amount } quantity state } }
  priceHistory(range: DAY) { start open { amount } high { amount } low { amount } close { amount } volume count } } }`;

export const market = async (running: RunningTest, variantId: string): Promise<Answer["data"]> => {
  const answer = await running.ask(MARKET, { variantId });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.market;
};

const hundred = { minor: "10000", currency: "USD" } as const;

/** Orders says that the order of a trade will not be fulfilled, and whose fault that is. */
export const cancelled = (tradeId: string, defaultedBy: "BUYER" | "SELLER" | null) =>
  OrderCancelled.of(newId(), {
    ...{ orderId: newId(), number: "O-1", origin: { kind: "TRADE", tradeId } },
    ...{ buyerId: newId(), sellerId: newId(), subtotal: hundred, shipping: hundred, total: hundred },
    ...{ categorySlug: null, defaultedBy },
    reason: defaultedBy === "SELLER" ? "SHIPPING_OVERDUE" : "PAYMENT_FAILED",
  });
