import type { GraphClient } from "../partner/graph-client.ts";
import type { Trade } from "./figures.ts";
import { marketKey, type ReplayPlan } from "./plan.ts";

const TRADES = `query Trades($after: String) { viewer { trades(first: 50, after: $after) {
  nodes { id state price { amount } quantity executedAt variant { id } order { id payment { state amount { amount } } } }
  pageInfo { hasNextPage endCursor } } } }`;
const NEWEST = `query Newest { viewer { trades(first: 50) { nodes { state order { payment { state } } } } } }`;

type TradeNode = {
  id: string;
  state: string;
  price: { amount: string };
  quantity: number;
  executedAt: string;
  variant: { id: string };
  order: { id: string; payment: { state: string; amount: { amount: string } } | null } | null;
};
type TradesAnswer = {
  viewer: { trades: { nodes: TradeNode[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
};
type NewestAnswer = {
  viewer: { trades: { nodes: { state: string; order: { payment: { state: string } | null } | null }[] } };
};

export type MarketTotals = { count: number; sum: bigint; last: bigint | null };
export type Outcome = {
  markets: Map<string, MarketTotals>;
  /** Every trade by market, oldest first. */
  tradesOf: Map<string, Trade[]>;
  trades: number;
  sum: bigint;
  orders: number;
  heldPayments: number;
};

const cents = (amount: string): bigint => BigInt(amount.replace(".", ""));

/** Whether the newest trades have their held payments; a page instead of all, for asking again and again. */
export async function newestAreHeld(buyer: GraphClient): Promise<boolean> {
  const { viewer } = await buyer.ask<NewestAnswer>(NEWEST);
  return viewer.trades.nodes.every(
    ({ state, order }) => state !== "EXECUTED" || order?.payment?.state === "HELD",
  );
}

/** What the marketplace says happened: every trade of the replay's buyer, with its order and payment. */
export async function readOutcome(buyer: GraphClient, variants: Map<string, string>): Promise<Outcome> {
  const marketOf = new Map([...variants].map(([key, variantId]) => [variantId, key]));
  const outcome: Outcome = {
    ...{ markets: new Map(), tradesOf: new Map(), trades: 0, sum: 0n, orders: 0, heldPayments: 0 },
  };
  let after: string | null = null;
  do {
    const answer: TradesAnswer = await buyer.ask<TradesAnswer>(TRADES, { after });
    for (const trade of answer.viewer.trades.nodes) countTrade(outcome, trade, marketOf);
    const { hasNextPage, endCursor } = answer.viewer.trades.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  for (const [key, trades] of outcome.tradesOf) {
    trades.sort((left, right) => left.at - right.at);
    const totals = outcome.markets.get(key);
    if (totals) totals.last = trades.at(-1)?.cents ?? null;
  }
  return outcome;
}

function countTrade(outcome: Outcome, trade: TradeNode, marketOf: Map<string, string>): void {
  const key = marketOf.get(trade.variant.id);
  if (!key || trade.state !== "EXECUTED") return;
  const totals = outcome.markets.get(key) ?? { count: 0, sum: 0n, last: null };
  const value = cents(trade.price.amount) * BigInt(trade.quantity);
  outcome.markets.set(key, { ...totals, count: totals.count + 1, sum: totals.sum + value });
  outcome.tradesOf.set(key, [
    ...(outcome.tradesOf.get(key) ?? []),
    { cents: cents(trade.price.amount), at: Date.parse(trade.executedAt) },
  ]);
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

/** The first sale of each market that did not become its next trade, in a sentence each: not the totals alone must agree. */
export function outOfOrder(
  plan: ReplayPlan,
  offTick: ReadonlySet<number>,
  tradesOf: ReadonlyMap<string, readonly Trade[]>,
): string[] {
  return [...plan.markets].flatMap(([key, all]) => {
    const sales = all.filter(({ row }) => !offTick.has(row));
    const trades = tradesOf.get(key) ?? [];
    const index = sales.findIndex((sale, place) => sale.cents !== trades[place]?.cents);
    const sale = sales[index];
    return sale ? [`Row ${sale.row}: ${sale.price} is not trade ${index + 1} of its market.`] : [];
  });
}
