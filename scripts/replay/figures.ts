/**
 * A market's figures and candles by the plainest arithmetic there is, from its sales alone. It shares no code with the
 * market, so that the two can disagree.
 */

/** A sale as the file has it, at the time at which the market made it a trade. */
export type Trade = Readonly<{ cents: bigint; at: number }>;

export type ExpectedCandle = Readonly<{
  start: number;
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: number;
  count: number;
}>;

export type ExpectedFigures = Readonly<{
  lastSale: bigint;
  lastSaleChange: bigint | null;
  salesLast72Hours: number;
  annualHigh: bigint | null;
  annualLow: bigint | null;
  averagePrice: bigint | null;
  volatility: number | null;
  pricePremium: number | null;
  tradeRange: { low: number; high: number } | null;
}>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Weeks are counted from a Monday. */
const MONDAY = Date.UTC(1970, 0, 5);

function twelveMonthsBefore(now: number): number {
  const date = new Date(now);
  return date.setUTCFullYear(date.getUTCFullYear() - 1);
}

/** Sample standard deviation, in two passes; null with fewer than two values. */
function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

const returnsOf = (trades: readonly Trade[]): number[] =>
  trades.slice(1).map(({ cents }, index) => Math.log(Number(cents) / Number(trades[index]?.cents)));

const roundedHalfUp = (sum: bigint, count: bigint): bigint => {
  const [whole, rest] = [sum / count, sum % count];
  return rest * 2n >= count ? whole + 1n : whole;
};

/** What a market should show at `now` after these sales (oldest first, at least one). Money in cents. */
export function figuresOf(trades: readonly Trade[], retail: bigint, now: number): ExpectedFigures {
  const year = trades.filter(({ at }) => at > twelveMonthsBefore(now));
  const prices = year.map(({ cents }) => cents).sort((left, right) => Number(left - right));
  const last = trades.at(-1)?.cents ?? 0n;
  const before = trades.at(-2)?.cents;
  const volatility = deviation(returnsOf(year));
  const sum = prices.reduce((total, price) => total + price, 0n);
  return {
    lastSale: last,
    lastSaleChange: before === undefined ? null : last - before,
    salesLast72Hours: trades.filter(({ at }) => at > now - 72 * HOUR).length,
    annualHigh: prices.at(-1) ?? null,
    annualLow: prices[0] ?? null,
    averagePrice: prices.length === 0 ? null : roundedHalfUp(sum, BigInt(prices.length)),
    volatility,
    pricePremium: retail === 0n ? null : (Number(last) - Number(retail)) / Number(retail),
    tradeRange:
      volatility === null
        ? null
        : { low: Number(last) * Math.max(0, 1 - volatility), high: Number(last) * (1 + volatility) },
  };
}

/** By range: what a candle spans, how fine the stretches are by which old sales drop out, and how far it looks back. */
export const HISTORIES = {
  DAY: { each: 5 * MINUTE, fine: 5 * MINUTE, back: DAY },
  WEEK: { each: HOUR, fine: HOUR, back: 7 * DAY },
  MONTH: { each: 6 * HOUR, fine: HOUR, back: 30 * DAY },
  YEAR: { each: DAY, fine: DAY, back: 365 * DAY },
  ALL: { each: 7 * DAY, fine: DAY, back: Number.POSITIVE_INFINITY },
} as const;
export type Range = keyof typeof HISTORIES;

const startOf = (at: number, each: number): number => MONDAY + Math.floor((at - MONDAY) / each) * each;

/** The candles that a market should show at `now` after these sales, oldest first. */
export function candlesOf(trades: readonly Trade[], range: Range, now: number): ExpectedCandle[] {
  const { each, fine, back } = HISTORIES[range];
  const stretches = new Map<number, bigint[]>();
  for (const { cents, at } of trades) {
    if (startOf(at, fine) <= now - back) continue;
    const start = startOf(at, each);
    stretches.set(start, [...(stretches.get(start) ?? []), cents]);
  }
  return [...stretches].map(([start, prices]) => {
    const sorted = [...prices].sort((left, right) => Number(left - right));
    const [open, close, low, high] = [prices[0], prices.at(-1), sorted[0], sorted.at(-1)].map(
      (price) => price ?? 0n,
    ) as [bigint, bigint, bigint, bigint];
    return { start, open, high, low, close, volume: prices.length, count: prices.length };
  });
}
