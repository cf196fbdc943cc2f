import type { ReactNode } from "react";
import { compareMoney, subtractMoney, toApproximateNumber } from "#web/features/money/money.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Change, Price } from "#web/ui/price.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";

type MarketProps = Readonly<{ market: MarketDetailFragment }>;

const Figure = ({ label, children }: Readonly<{ label: string; children: ReactNode }>) => (
  <div className="min-w-0">
    <dt className="label">{label}</dt>
    <dd className="numeric min-h-7 text-large font-semibold">{children}</dd>
  </div>
);

/** Where the last sale stands between the year's lowest and highest. */
function YearRange({ market: { annualLow, annualHigh, lastSale } }: MarketProps) {
  if (!annualLow || !annualHigh) return <span className="text-grey-6">—</span>;
  const [low, high] = [toApproximateNumber(annualLow), toApproximateNumber(annualHigh)];
  const now = lastSale ? toApproximateNumber(lastSale.price) : null;
  const place =
    now === null || high <= low ? null : Math.min(100, Math.max(0, ((now - low) / (high - low)) * 100));
  return (
    <span className="grid max-w-48 gap-1">
      <span className="flex justify-between gap-3">
        <Price money={annualLow} />
        <Price money={annualHigh} />
      </span>
      <span aria-hidden="true" className="relative h-1 rounded-full bg-grey-3">
        {place !== null && (
          <span
            className="absolute -top-1 size-3 -translate-x-1/2 rounded-full border-2 border-paper bg-ink"
            style={{ left: `${place}%` }}
          />
        )}
      </span>
    </span>
  );
}

/** The state of a market in one line of figures. */
export function MarketLine({ market }: MarketProps) {
  const { lastSale, lastSaleChange, highestBid, lowestAsk, salesLast72Hours } = market;
  const spread =
    lowestAsk && highestBid && compareMoney(lowestAsk, highestBid) >= 0
      ? subtractMoney(lowestAsk, highestBid)
      : null;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3" data-testid="market-line">
      <Figure label="Last sale">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <Price money={lastSale?.price} live className="text-title font-bold" />
          {lastSale && <Change now={lastSale.price} change={lastSaleChange} />}
        </span>
        {lastSale && <TimeAgo instant={lastSale.executedAt} className="label block font-normal" />}
      </Figure>
      <Figure label="Highest bid">
        <Price money={highestBid} live className="text-title text-bid-ink" />
      </Figure>
      <Figure label="Lowest ask">
        <Price money={lowestAsk} live className="text-title text-ask-ink" />
      </Figure>
      <Figure label="Spread">
        <Price money={spread} />
      </Figure>
      <Figure label="Sales in 72 hours">{salesLast72Hours}</Figure>
      <Figure label="12-month range">
        <YearRange market={market} />
      </Figure>
    </dl>
  );
}
