import { MILLISECONDS } from "@outcry/kernel";

/** What is drawn of trades. Longer stretches are added up from these on read. */
export const CANDLE_INTERVALS = ["FIVE_MINUTES", "HOUR", "DAY"] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

/** In milliseconds. */
export const CANDLE_LENGTHS: Record<CandleInterval, number> = {
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

/** When the stretch that an instant falls into begins. */
export function candleStart(interval: CandleInterval, instant: Date): Date {
  const length = CANDLE_LENGTHS[interval];
  return new Date(Math.floor(instant.getTime() / length) * length);
}

/** Every stretch that any of the instants falls into, each once. */
export function stretchesAround(
  instants: readonly Date[],
): { interval: CandleInterval; start: Date; finish: Date }[] {
  const stretches = instants.flatMap((instant) =>
    CANDLE_INTERVALS.map((interval) => {
      const start = candleStart(interval, instant);
      return { interval, start, finish: new Date(start.getTime() + CANDLE_LENGTHS[interval]) };
    }),
  );
  return [...new Map(stretches.map((it) => [`${it.interval} ${it.start.getTime()}`, it])).values()];
}
