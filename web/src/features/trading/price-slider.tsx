"use client";

import { formatMoney, fromMinor, type Money, toMinor } from "#web/features/money/money.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import type { Act } from "./act.ts";

type Props = Readonly<{
  act: Act;
  market: MarketDetailFragment;
  price: Money | null;
  onChange: (price: Money) => void;
}>;

/** The stretch of prices worth sliding over: the book, and a little beyond it. Null when there is no book. */
function stretchOf({
  orderBook,
  minimumPrice,
  lastSale,
}: MarketDetailFragment): { low: bigint; high: bigint } | null {
  const known = [...(orderBook?.bids ?? []), ...(orderBook?.asks ?? [])].map(({ price }) => price);
  const minors = [...known, ...(lastSale ? [lastSale.price] : [])]
    .map(toMinor)
    .filter((minor) => minor !== null);
  const sorted = minors.sort((a, b) => Number(a - b));
  const [low, high] = [sorted.at(0), sorted.at(-1)];
  if (low === undefined || high === undefined) return null;
  const margin = (high - low) / 10n + (toMinor(minimumPrice) ?? 100n);
  const floor = toMinor(minimumPrice) ?? 0n;
  return { low: low - margin < floor ? floor : low - margin, high: high + margin };
}

/** Slides along the book in ticks: for thumbs, and for seeing where the two sides are. */
export function PriceSlider({ act, market, price, onChange }: Props) {
  const stretch = stretchOf(market);
  const tick = toMinor(market.tick) ?? 1n;
  if (!stretch || stretch.high <= stretch.low) return null;
  const { highestBid, lowestAsk, currencyCode } = market;
  const [low, high] = [stretch.low / tick, stretch.high / tick];
  const placeOf = (money: Money): string => {
    const share = Number((toMinor(money) ?? 0n) / tick - low) / Number(high - low);
    return `${Math.min(100, Math.max(0, share * 100))}%`;
  };
  const current = price ? (toMinor(price) ?? 0n) / tick : low;
  return (
    <div className="relative pt-1 pb-5">
      <input
        type="range"
        aria-label="Price along the book"
        aria-valuetext={price ? formatMoney(price) : undefined}
        min={Number(low)}
        max={Number(high)}
        step={1}
        value={Number(current < low ? low : current > high ? high : current)}
        onChange={(event) => onChange(fromMinor(BigInt(event.target.value) * tick, currencyCode))}
        className={act === "bid" ? "h-8 w-full accent-bid" : "h-8 w-full accent-ask"}
      />
      {highestBid && (
        <span
          className="numeric label absolute bottom-0 -translate-x-full pr-1.5 whitespace-nowrap text-bid-ink"
          style={{ left: placeOf(highestBid) }}
        >
          bid {formatMoney(highestBid)}
        </span>
      )}
      {lowestAsk && (
        <span
          className="numeric label absolute bottom-0 pl-1.5 whitespace-nowrap text-ask-ink"
          style={{ left: placeOf(lowestAsk) }}
        >
          ask {formatMoney(lowestAsk)}
        </span>
      )}
    </div>
  );
}
