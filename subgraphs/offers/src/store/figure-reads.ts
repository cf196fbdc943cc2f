import type { Database } from "@outcry/database";
import type { Currency, Money } from "@outcry/kernel";
import { type CandleInterval, type MarketRange, RANGES } from "../domain/candles.ts";
import { keyOf } from "../domain/command.ts";
import type { YearSums } from "../domain/figures.ts";
import type { MarketKey } from "../domain/order.ts";
import type { CandleView, LevelView } from "../domain/views.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

const KEYS = [(key: MarketKey) => key.variantId, (key: MarketKey) => key.currency];
const WANTED = "unnest($1::uuid[], $2::text[]) as m (variant_id, currency)";
type KeyRow = { variant_id: string; currency: Currency };
const keyOfRow = (row: KeyRow): string => keyOf({ variantId: row.variant_id, currency: row.currency });

/** Trades of the stretch's first, broken part; whole hours or days come from candles, so that busy markets cost no more. */
const broken = (window: string, unit: string) => `t.variant_id = m.variant_id and t.currency = m.currency
  and t.state = 'EXECUTED' and t.executed_at > now() - interval '${window}'
  and t.executed_at < date_trunc('${unit}', now() - interval '${window}', 'UTC') + interval '1 ${unit}'`;
const whole = (window: string, unit: string, interval: CandleInterval) => `c.variant_id = m.variant_id
  and c.currency = m.currency and c.interval = '${interval}'
  and c.start >= date_trunc('${unit}', now() - interval '${window}', 'UTC') + interval '1 ${unit}'`;

const SALES = `/* sales of 72 hours */
  select m.variant_id, m.currency,
    coalesce((select sum(c.volume) from offers.candles_to_date c where ${whole("72 hours", "hour", "HOUR")}), 0)
    + coalesce((select sum(t.quantity) from offers.trades t where ${broken("72 hours", "hour")}), 0) as pieces
  from ${WANTED}`;

/** Pieces traded in each market within the last 72 hours, by key. */
export async function salesLast72Hours(
  database: Database,
  keys: readonly MarketKey[],
): Promise<Map<string, number>> {
  const rows = await run<KeyRow & { pieces: string }>(database, SALES, columnsOf(keys, KEYS));
  return new Map(rows.map((row) => [keyOfRow(row), Number(row.pieces)]));
}

const YEAR = `/* figures of twelve months */
  select m.variant_id, m.currency,
    greatest(days.high, rest.high) as high, least(days.low, rest.low) as low,
    coalesce(days.turnover, 0) + coalesce(rest.turnover, 0) as turnover,
    coalesce(days.pieces, 0) + coalesce(rest.pieces, 0) as pieces,
    coalesce(days.returns, 0) + coalesce(rest.returns, 0) - coalesce(first.returns, 0) as returns,
    coalesce(days.return_sum, 0) + coalesce(rest.return_sum, 0) - coalesce(first.return_sum, 0) as return_sum,
    coalesce(days.return_squares, 0) + coalesce(rest.return_squares, 0) - coalesce(first.return_squares, 0) as return_squares
  from ${WANTED}
  cross join lateral (
    select max(c.high_minor) as high, min(c.low_minor) as low, sum(c.turnover) as turnover, sum(c.volume) as pieces,
           sum(c.returns) as returns, sum(c.return_sum) as return_sum, sum(c.return_squares) as return_squares
      from offers.candles_to_date c where ${whole("12 months", "day", "DAY")}) days
  cross join lateral (
    select max(t.price_minor) as high, min(t.price_minor) as low, sum(t.price_minor * t.quantity) as turnover,
           sum(t.quantity) as pieces, count(t.log_return) as returns, sum(t.log_return) as return_sum,
           sum(t.log_return ^ 2) as return_squares
      from offers.trades t where ${broken("12 months", "day")}) rest
  left join lateral (
    -- The first sale's return reaches back to a sale before the twelve months, which does not count.
    select (t.log_return is not null)::int as returns, t.log_return as return_sum, t.log_return ^ 2 as return_squares
      from offers.trades t
     where t.variant_id = m.variant_id and t.currency = m.currency and t.state = 'EXECUTED'
       and t.executed_at > now() - interval '12 months'
     order by t.executed_at, t.sequence, t.ordinal limit 1) first on true`;

type YearRow = KeyRow & {
  high: bigint | null;
  low: bigint | null;
  turnover: string;
  pieces: string;
  returns: string;
  return_sum: number;
  return_squares: number;
};

/** Sums over each market's last twelve months, by key. */
export async function yearSums(
  database: Database,
  keys: readonly MarketKey[],
): Promise<Map<string, YearSums>> {
  const rows = await run<YearRow>(database, YEAR, columnsOf(keys, KEYS));
  return new Map(
    rows.map((row) => [
      keyOfRow(row),
      {
        high: row.high,
        low: row.low,
        turnover: BigInt(row.turnover),
        pieces: Number(row.pieces),
        returns: Number(row.returns),
        returnSum: row.return_sum,
        returnSquares: row.return_squares,
      },
    ]),
  );
}

const RETAIL = `/* retail prices */
  select id, retail_minor, retail_currency from offers.variants where id = any($1::uuid[])`;

/** What the makers asked for variants, by id; unknown ones are missing. */
export async function retailPrices(
  database: Database,
  variantIds: readonly string[],
): Promise<Map<string, Money>> {
  type Row = { id: string; retail_minor: bigint | null; retail_currency: Currency };
  const rows = await run<Row>(database, RETAIL, [arrayOf(variantIds)]);
  return new Map(
    rows.flatMap(({ id, retail_minor, retail_currency }) =>
      retail_minor === null ? [] : [[id, { minor: retail_minor, currency: retail_currency }] as const],
    ),
  );
}

const level = (side: "BID" | "ASK", direction: string) => `(
  select '${side}' as side, price_minor, sum(remaining) as quantity, count(*) as count from offers.book_orders
   where variant_id = $1 and currency = $2 and side = '${side}' and state = 'ACTIVE' and expires_at > now()
   group by price_minor order by price_minor ${direction} limit $3)`;
const BOOK = `/* a book by price */
  select m.sequence, l.* from (select coalesce((select sequence from offers.markets
     where variant_id = $1 and currency = $2), 0) as sequence) m
  left join (${level("BID", "desc")} union all ${level("ASK", "asc")}) l on true`;

type LevelRow = {
  sequence: bigint;
  side: "BID" | "ASK" | null;
  price_minor: bigint;
  quantity: bigint;
  count: bigint;
};

/** A book's best levels, and the sequence at which they stood so; one statement, so the two belong together. */
export async function bookLevels(
  database: Database,
  { variantId, currency }: MarketKey,
  depth: number,
): Promise<{ sequence: number; bids: LevelView[]; asks: LevelView[] }> {
  const rows = await run<LevelRow>(database, BOOK, [variantId, currency, depth]);
  const of = (side: "BID" | "ASK") =>
    rows
      .filter((row) => row.side === side)
      .map((row) => ({
        currency,
        price: row.price_minor,
        quantity: Number(row.quantity),
        count: Number(row.count),
      }))
      .sort((left, right) => (side === "BID" ? -1 : 1) * (left.price < right.price ? -1 : 1));
  return { sequence: Number(rows[0]?.sequence ?? 0), bids: of("BID"), asks: of("ASK") };
}

/** Stretches are counted from a Monday, so that weeks begin on one. */
const CANDLES = `/* price history */
  select date_bin($5::text::interval, start, timestamptz '1970-01-05 00:00Z') as start,
         (array_agg(open_minor order by start, sequence, ordinal))[1] as open_minor, max(high_minor) as high_minor,
         min(low_minor) as low_minor, (array_agg(close_minor order by start desc, sequence desc, ordinal desc))[1] as close_minor,
         sum(volume)::bigint as volume, sum(count)::bigint as count
    from offers.candles_to_date
   where variant_id = $1 and currency = $2 and interval = $3
     and ($4::int is null or start > now() - make_interval(days => $4))
   group by 1 order by 1 desc limit $6`;

type CandleRow = {
  start: Date;
  open_minor: bigint;
  high_minor: bigint;
  low_minor: bigint;
  close_minor: bigint;
  volume: bigint;
  count: bigint;
};

/** The most candles one history has: a year's worth of days, or twenty years of weeks. */
const CANDLES_MAX = 1_050;

/** A market's price history, oldest first. */
export async function priceHistory(
  database: Database,
  { variantId, currency }: MarketKey,
  range: MarketRange,
): Promise<CandleView[]> {
  const { interval, each, days } = RANGES[range];
  const parameters = [variantId, currency, interval, days, each, CANDLES_MAX];
  const rows = await run<CandleRow>(database, CANDLES, parameters);
  return rows.reverse().map((row) => ({
    currency,
    start: row.start,
    open: row.open_minor,
    high: row.high_minor,
    low: row.low_minor,
    close: row.close_minor,
    volume: Number(row.volume),
    count: Number(row.count),
  }));
}
