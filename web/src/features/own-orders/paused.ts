import { formatMoney } from "#web/features/money/money.ts";
import { ordinal } from "#web/features/trading/standing.ts";
import type { NewTradeFragment, OwnBidFragment } from "#web/graph/__generated__/graphql.ts";
import type { KindOfOrder } from "./own-order.ts";

/** The bid of a paused order; null for asks, which are never paused, and for bids that are in the book. */
export const pausedBid = ({ kind, order }: KindOfOrder): OwnBidFragment | null =>
  kind === "bid" && order.state === "PAUSED" && "pauseReason" in order ? order : null;

type Back = Readonly<{
  order: Pick<OwnBidFragment, "price" | "queuePosition">;
  trades: readonly Pick<NewTradeFragment, "price">[];
}>;

/** What to say of a bid that was brought back: it may have traded at once. */
export function backWords({ order: { price, queuePosition }, trades: [trade] }: Back): string {
  if (trade) return `Your bid is back, and traded at ${formatMoney(trade.price)}.`;
  const place = queuePosition ? `, ${ordinal(queuePosition)} in line` : "";
  return `Your bid of ${formatMoney(price)} is back in the book${place}.`;
}
