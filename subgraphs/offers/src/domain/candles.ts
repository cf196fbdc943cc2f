import { MILLISECONDS } from "@outcry/kernel";
import { keyOf } from "./command.ts";
import type { Trade } from "./market.ts";
import type { MarketKey } from "./order.ts";

/** What is drawn in the commit of each trade. Longer stretches are added up from these on read. */
export const CANDLE_INTERVALS = ["FIVE_MINUTES", "HOUR", "DAY"] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

const LENGTHS: Record<CandleInterval, number> = {
  FIVE_MINUTES: 5 * MILLISECONDS.minute,
  HOUR: MILLISECONDS.hour,
  DAY: MILLISECONDS.day,
};

export type MarketRange = "DAY" | "WEEK" | "MONTH" | "YEAR" | "ALL";

/** What each range of a price history is drawn with: candles of `interval`, added up over `each`, so many days back. */
export const RANGES: Record<MarketRange, { interval: CandleInterval; each: string; days: number | null }> = {
  DAY: { interval: "FIVE_MINUTES", each: "5 minutes", days: 1 },
  WEEK: { interval: "HOUR", each: "1 hour", days: 7 },
  MONTH: { interval: "HOUR", each: "6 hours", days: 30 },
  YEAR: { interval: "DAY", each: "1 day", days: 365 },
  ALL: { interval: "DAY", each: "7 days", days: null },
};

/** How long candles are kept: a little longer than the longest range, or figure, that is drawn from them. Null is for ever. */
export const CANDLE_DAYS_KEPT: Record<CandleInterval, number | null> = {
  FIVE_MINUTES: 2,
  HOUR: 32,
  DAY: null,
};

/** Whether a candle is still kept at an instant. */
export const isKept = ({ interval, start }: Pick<Candle, "interval" | "start">, now: Date): boolean => {
  const days = CANDLE_DAYS_KEPT[interval];
  return days === null || now.getTime() - start.getTime() < days * MILLISECONDS.day;
};

/** Prices of one stretch of time in a market, in minor units, and sums over its trades. */
export type Candle = MarketKey &
  Readonly<{
    interval: CandleInterval;
    start: Date;
    open: bigint;
    high: bigint;
    low: bigint;
    close: bigint;
    /** Pieces. */
    volume: number;
    /** Trades. */
    count: number;
    /** Sum of price × pieces. */
    turnover: bigint;
    /** Of the trades' logarithmic returns: how many, their sum, and the sum of their squares. */
    returns: number;
    returnSum: number;
    returnSquares: number;
  }>;

/** When the stretch that an instant falls into begins. */
export function candleStart(interval: CandleInterval, instant: Date): Date {
  const length = LENGTHS[interval];
  return new Date(Math.floor(instant.getTime() / length) * length);
}

const candleOf = (trade: Trade, interval: CandleInterval, start: Date): Candle => ({
  variantId: trade.variantId,
  currency: trade.currency,
  interval,
  start,
  open: trade.price,
  high: trade.price,
  low: trade.price,
  close: trade.price,
  volume: trade.quantity,
  count: 1,
  turnover: trade.price * BigInt(trade.quantity),
  returns: trade.logReturn === null ? 0 : 1,
  returnSum: trade.logReturn ?? 0,
  returnSquares: (trade.logReturn ?? 0) ** 2,
});

const greater = (left: bigint, right: bigint): bigint => (left < right ? right : left);
const lesser = (left: bigint, right: bigint): bigint => (left < right ? left : right);

/** Two candles of one stretch as one; `later` happened after. */
const join = (earlier: Candle, later: Candle): Candle => ({
  variantId: earlier.variantId,
  currency: earlier.currency,
  interval: earlier.interval,
  start: earlier.start,
  open: earlier.open,
  high: greater(earlier.high, later.high),
  low: lesser(earlier.low, later.low),
  close: later.close,
  volume: earlier.volume + later.volume,
  count: earlier.count + later.count,
  turnover: earlier.turnover + later.turnover,
  returns: earlier.returns + later.returns,
  returnSum: earlier.returnSum + later.returnSum,
  returnSquares: earlier.returnSquares + later.returnSquares,
});

/** What trades, oldest first, add to the candles of their markets. */
export function candlesOf(trades: readonly Trade[]): Candle[] {
  const candles = new Map<string, Candle>();
  for (const trade of trades) {
    for (const interval of CANDLE_INTERVALS) {
      const start = candleStart(interval, trade.executedAt);
      const key = `${keyOf(trade)} ${interval} ${start.getTime()}`;
      const added = candleOf(trade, interval, start);
      const there = candles.get(key);
      candles.set(key, there ? join(there, added) : added);
    }
  }
  return [...candles.values()];
}

/** Every stretch that any of the instants falls into, each once. */
export function stretchesAround(
  instants: readonly Date[],
): { interval: CandleInterval; start: Date; finish: Date }[] {
  const stretches = instants.flatMap((instant) =>
    CANDLE_INTERVALS.map((interval) => {
      const start = candleStart(interval, instant);
      return { interval, start, finish: new Date(start.getTime() + LENGTHS[interval]) };
    }),
  );
  return [...new Map(stretches.map((it) => [`${it.interval} ${it.start.getTime()}`, it])).values()];
}
