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

export type Traded = Readonly<{
  executedAt: string;
  price: { amount: string; currencyCode: string };
  quantity?: number;
}>;

/** The points after a trade: in the last candle when it falls into it, else in a new one. Older trades change nothing. */
export function withTrade(points: readonly Point[], trade: Traded, range: MarketRange): Point[] {
  const time = secondsOf(trade.executedAt);
  const value = toApproximateNumber(trade.price);
  const quantity = trade.quantity ?? 1;
  const last = points.at(-1);
  if (!last) return [{ time, value, volume: quantity }];
  if (time < last.time) return [...points];
  if (time < last.time + SPAN_SECONDS[range])
    return [...points.slice(0, -1), { time: last.time, value, volume: last.volume + quantity }];
  return [...points, { time, value, volume: quantity }];
}

type TapeTrade = Traded & Readonly<{ id: string; state: string }>;

/** The points after the trades of a tape, newest first, that came after the last one they already hold. */
export function withTrades(
  points: readonly Point[],
  tape: readonly TapeTrade[],
  lastHeldId: string | null,
  range: MarketRange,
): Point[] {
  const held = lastHeldId === null ? -1 : tape.findIndex(({ id }) => id === lastHeldId);
  // A last one that is not on the tape any more is further back than all of it.
  const news = held === -1 ? tape : tape.slice(0, held);
  return news
    .filter(({ state }) => state === "EXECUTED")
    .reduceRight((drawn, trade) => withTrade(drawn, trade, range), [...points]);
}
