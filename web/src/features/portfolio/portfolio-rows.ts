import { compareMoney, type Money, subtractMoney } from "#web/features/money/money.ts";
import { openOnes } from "#web/features/own-orders/own-order.ts";
import type { PortfolioQuery } from "#web/graph/__generated__/graphql.ts";

type Viewer = NonNullable<PortfolioQuery["viewer"]>;
type Order = NonNullable<Viewer["bids"]>["nodes"][number] | NonNullable<Viewer["asks"]>["nodes"][number];

export type PortfolioRow = Readonly<{ kind: "bid" | "ask"; order: Order }>;

/** Bids and asks in one list, paused ones too, newest first. */
export function portfolioRows(viewer: Viewer): PortfolioRow[] {
  const bids = openOnes([...(viewer.bids?.nodes ?? []), ...(viewer.pausedBids?.nodes ?? [])]).map(
    (order): PortfolioRow => ({ kind: "bid", order }),
  );
  const asks = openOnes(viewer.asks?.nodes ?? []).map((order): PortfolioRow => ({ kind: "ask", order }));
  return [...bids, ...asks].sort((a, b) => Date.parse(b.order.createdAt) - Date.parse(a.order.createdAt));
}

/** How far an order is from trading at once; null while there is nobody on the other side. */
export function distanceToMarket(
  kind: PortfolioRow["kind"],
  price: Money,
  market: Readonly<{ lowestAsk?: Money | null; highestBid?: Money | null }> | null | undefined,
): Money | null {
  const other = kind === "bid" ? market?.lowestAsk : market?.highestBid;
  if (!other) return null;
  const distance = kind === "bid" ? subtractMoney(other, price) : subtractMoney(price, other);
  return compareMoney(distance, { ...distance, amount: "0" }) < 0 ? { ...distance, amount: "0" } : distance;
}

/** Whether an order is the best of its side: the next to trade. */
export function isBest(
  kind: PortfolioRow["kind"],
  price: Money,
  market: Readonly<{ lowestAsk?: Money | null; highestBid?: Money | null }> | null | undefined,
): boolean {
  const best = kind === "bid" ? market?.highestBid : market?.lowestAsk;
  return best !== null && best !== undefined && compareMoney(best, price) === 0;
}
