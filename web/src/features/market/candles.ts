import { toApproximateNumber } from "#web/features/money/money.ts";
import type { MarketRange, PriceHistoryQuery } from "#web/graph/__generated__/graphql.ts";

export type Candle = NonNullable<NonNullable<PriceHistoryQuery["market"]>["priceHistory"]>[number];

/** A point of the chart: seconds since 1970, price, pieces traded. */
export type Point = Readonly<{ time: number; value: number; volume: number }>;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds a candle spans, by range, as the schema says. */
export const SPAN_SECONDS: Readonly<Record<MarketRange, number>> = {
  DAY: 5 * MINUTE,
  WEEK: HOUR,
  MONTH: 6 * HOUR,
  YEAR: 24 * HOUR,
  ALL: 7 * 24 * HOUR,
};

const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1_000);

/** Candles as points, oldest first, one a moment: charts refuse anything else. */
export function toPoints(candles: readonly Candle[]): Point[] {
  const byTime = new Map<number, Point>();
  for (const { start, close, volume } of candles) {
    const time = secondsOf(start);
    if (Number.isFinite(time)) byTime.set(time, { time, value: toApproximateNumber(close), volume });
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

/** The points after a trade: in the last candle when it falls into it, else in a new one. Older trades change nothing. */
export function withTrade(
  points: readonly Point[],
  trade: Readonly<{ executedAt: string; price: { amount: string; currencyCode: string } }>,
  range: MarketRange,
): Point[] {
  const time = secondsOf(trade.executedAt);
  const value = toApproximateNumber(trade.price);
  const last = points.at(-1);
  if (!last) return [{ time, value, volume: 1 }];
  if (time < last.time) return [...points];
  if (time < last.time + SPAN_SECONDS[range])
    return [...points.slice(0, -1), { time: last.time, value, volume: last.volume + 1 }];
  return [...points, { time, value, volume: 1 }];
}
