import type { AccountQuery } from "#web/graph/__generated__/graphql.ts";

type TradingRecord = NonNullable<NonNullable<AccountQuery["viewer"]>["tradingRecord"]>;

/** What a trading record means, and what one more default would cost. */
export function recordWords({
  defaultsAsBuyer,
  defaultsAsSeller,
  sellingSuspendedUntil,
}: TradingRecord): string {
  const counted = "These are the last 90 days.";
  if (sellingSuspendedUntil) return `${counted} Ship in time what is sold already.`;
  if (defaultsAsSeller > 0)
    return `${counted} One more sale that is not shipped in time suspends your selling for 30 days.`;
  if (defaultsAsBuyer > 0) return `${counted} Each payment that fails costs a penalty and pauses your bids.`;
  return `${counted} You kept to everything you traded.`;
}
