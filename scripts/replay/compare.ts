import type { GraphClient } from "../partner/graph-client.ts";
import { slugOf } from "./catalogue.ts";
import { marketKey, type ReplayPlan } from "./plan.ts";

const TRADES = `query Trades($after: String) { viewer { trades(first: 50, after: $after) {
  nodes { id state price { amount } quantity variant { id } order { id payment { state amount { amount } } } }
  pageInfo { hasNextPage endCursor } } } }`;
const LAST_SALES = `query LastSales($slug: String!) {
  product(slug: $slug) { variants { id market { lastSale { price { amount } } } } } }`;

type TradeNode = {
  id: string;
  state: string;
  price: { amount: string };
  quantity: number;
  variant: { id: string };
  order: { id: string; payment: { state: string; amount: { amount: string } } | null } | null;
};
type TradesAnswer = {
  viewer: { trades: { nodes: TradeNode[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
};
type LastSalesAnswer = {
  product: {
    variants: { id: string; market: { lastSale: { price: { amount: string } } | null } | null }[];
  } | null;
};

export type MarketTotals = { count: number; sum: bigint; last: bigint | null };
export type Outcome = {
  markets: Map<string, MarketTotals>;
  trades: number;
  sum: bigint;
  orders: number;
  heldPayments: number;
};

const cents = (amount: string): bigint => BigInt(amount.replace(".", ""));

/** What the marketplace says happened: every trade of the replay's buyer, with its order and payment. */
export async function readOutcome(
  buyer: GraphClient,
  plan: ReplayPlan,
  variants: Map<string, string>,
): Promise<Outcome> {
  const marketOf = new Map([...variants].map(([key, variantId]) => [variantId, key]));
  const outcome: Outcome = { markets: new Map(), trades: 0, sum: 0n, orders: 0, heldPayments: 0 };
  let after: string | null = null;
  do {
    const answer: TradesAnswer = await buyer.ask<TradesAnswer>(TRADES, { after });
    for (const trade of answer.viewer.trades.nodes) countTrade(outcome, trade, marketOf);
    const { hasNextPage, endCursor } = answer.viewer.trades.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  for (const product of plan.products) {
    const answer = await buyer.ask<LastSalesAnswer>(LAST_SALES, { slug: slugOf(product) });
    for (const { id, market } of answer.product?.variants ?? []) {
      const totals = outcome.markets.get(marketOf.get(id) ?? "");
      if (totals) totals.last = market?.lastSale ? cents(market.lastSale.price.amount) : null;
    }
  }
  return outcome;
}

function countTrade(outcome: Outcome, trade: TradeNode, marketOf: Map<string, string>): void {
  const key = marketOf.get(trade.variant.id);
  if (!key || trade.state !== "EXECUTED") return;
  const totals = outcome.markets.get(key) ?? { count: 0, sum: 0n, last: null };
  const value = cents(trade.price.amount) * BigInt(trade.quantity);
  outcome.markets.set(key, { ...totals, count: totals.count + 1, sum: totals.sum + value });
  outcome.trades += 1;
  outcome.sum += value;
  if (!trade.order) return;
  outcome.orders += 1;
  const { payment } = trade.order;
  if (payment?.state === "HELD" && cents(payment.amount.amount) === value) outcome.heldPayments += 1;
}

/** What the file says should have happened, less the rows whose price is between two ticks. */
export function expectedOf(plan: ReplayPlan, offTick: ReadonlySet<number>): Map<string, MarketTotals> {
  const expected = new Map<string, MarketTotals>();
  for (const sales of plan.markets.values()) {
    for (const sale of sales) {
      if (offTick.has(sale.row)) continue;
      const key = marketKey(sale);
      const totals = expected.get(key) ?? { count: 0, sum: 0n, last: null };
      expected.set(key, { count: totals.count + 1, sum: totals.sum + sale.cents, last: sale.cents });
    }
  }
  return expected;
}

/** Every market in which the two differ, in a sentence each. */
export function differences(
  expected: Map<string, MarketTotals>,
  actual: Map<string, MarketTotals>,
): string[] {
  return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((key) => {
    const [left, right] = [expected.get(key), actual.get(key)];
    if (left && right && left.count === right.count && left.sum === right.sum && left.last === right.last)
      return [];
    const tell = (totals?: MarketTotals) =>
      totals ? `${totals.count} trades, ${totals.sum} cents, last ${totals.last}` : "nothing";
    return [`${key.replace("|", ", size ")}: the file has ${tell(left)}; the market has ${tell(right)}.`];
  });
}
