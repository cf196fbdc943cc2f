import { binaryColumns, type Database, type Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { CANDLE_DAYS_KEPT, CANDLE_INTERVALS, CANDLE_LENGTHS } from "../domain/candles.ts";
import type { MarketKey } from "../domain/order.ts";
import { MARKET_KEYS } from "./locked-markets.ts";
import { locksOf, MARKET_NAME } from "./locks.ts";
import { arrayOf, run } from "./statement.ts";

// Candles are drawn some time after their trades, because a market of a thousand trades a second needs a candle of each
// interval written once in a while, not three thousand times a second. Readers never notice: the view `candles_to_date` adds
// the trades after a market's progress to what is drawn. As the sequences of a market are committed in their order, what a
// snapshot shows of its trades has no gap, so one number says what is drawn.

/** One market's candles are drawn by one transaction at a time; a market's own lock, if it is needed, is taken before. */
const LOCK = `/* lock candles */
  select pg_advisory_xact_lock(lock)
    from (${locksOf("candles", MARKET_NAME, "unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)")}) as locks`;

const COLUMNS = `variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor,
    volume, count, turnover, returns, return_sum, return_squares`;

/** What trades `t` come to, in the order of COLUMNS from `open_minor` on. */
const SUMS = `(array_agg(t.price_minor order by t.sequence, t.ordinal))[1], max(t.price_minor), min(t.price_minor),
         (array_agg(t.price_minor order by t.sequence desc, t.ordinal desc))[1], sum(t.quantity), count(*),
         sum(t.price_minor::numeric * t.quantity), count(t.log_return), coalesce(sum(t.log_return), 0),
         coalesce(sum(t.log_return ^ 2), 0)`;

/** Each interval, how long it is and how long its candles are kept. */
const INTERVALS = CANDLE_INTERVALS.map((interval) => {
  const days = CANDLE_DAYS_KEPT[interval];
  const kept = days === null ? "null" : `interval '${days} days'`;
  return `('${interval}', interval '${CANDLE_LENGTHS[interval]} milliseconds', ${kept})`;
}).join(", ");

const DRAW = `/* draw candles */
  with behind as materialized (
    select m.variant_id, m.currency, coalesce(p.sequence, 0) as drawn, m.sequence,
           least(m.sequence, coalesce(p.sequence, 0) + $3::bigint) as up_to
      from unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)
      join offers.markets m on m.variant_id = wanted.variant_id and m.currency = wanted.currency
      left join offers.candle_progress p on p.variant_id = m.variant_id and p.currency = m.currency
     where m.sequence > coalesce(p.sequence, 0)
  ), drawn as (
    insert into offers.candles as c (${COLUMNS})
    select t.variant_id, t.currency, i.interval, date_bin(i.length, t.executed_at, 'epoch') as start, ${SUMS}
      from behind b
      join offers.trades t on t.variant_id = b.variant_id and t.currency = b.currency
       and t.sequence > b.drawn and t.sequence <= b.up_to and t.state = 'EXECUTED'
      cross join (values ${INTERVALS}) as i (interval, length, kept)
     where i.kept is null or t.executed_at > now() - i.kept
     group by t.variant_id, t.currency, i.interval, 4
    on conflict (variant_id, currency, interval, start) do update
      set high_minor = greatest(c.high_minor, excluded.high_minor), low_minor = least(c.low_minor, excluded.low_minor),
          close_minor = excluded.close_minor, volume = c.volume + excluded.volume, count = c.count + excluded.count,
          turnover = c.turnover + excluded.turnover, returns = c.returns + excluded.returns,
          return_sum = c.return_sum + excluded.return_sum, return_squares = c.return_squares + excluded.return_squares
  ), moved as (
    insert into offers.candle_progress (variant_id, currency, sequence) select variant_id, currency, up_to from behind
    on conflict (variant_id, currency) do update set sequence = excluded.sequence
  )
  select variant_id, currency from behind where up_to < sequence`;

/** So many sequences of a market are drawn in one statement: some hundredths of a second. */
const SEQUENCES_MAX = 20_000;

type KeyRow = { variant_id: string; currency: Currency };
const toKey = (row: KeyRow): MarketKey => ({ variantId: row.variant_id, currency: row.currency });

/** Draws the trades of markets that are not drawn yet. Returns the markets that have more of them than one turn takes on. */
export async function drawCandles(tx: Tx, keys: readonly MarketKey[]): Promise<MarketKey[]> {
  if (keys.length === 0) return [];
  const named = binaryColumns(keys, MARKET_KEYS);
  await run(tx, LOCK, named);
  const rows = await run<KeyRow>(tx, DRAW, [...named, SEQUENCES_MAX]);
  return rows.map(toKey);
}

/** Draws all trades of markets; nobody else draws any of them until the transaction ends. */
export async function drawAll(tx: Tx, keys: readonly MarketKey[]): Promise<void> {
  for (let behind = keys; behind.length > 0; ) behind = await drawCandles(tx, behind);
}

const BEHIND = `/* markets whose candles are behind */
  select m.variant_id, m.currency from offers.markets m
    left join offers.candle_progress p on p.variant_id = m.variant_id and p.currency = m.currency
   where exists (select from offers.trades t where t.variant_id = m.variant_id and t.currency = m.currency
                    and t.sequence > coalesce(p.sequence, 0))
   limit $1`;

/** Markets with trades that are not drawn, whoever should have drawn them. */
export async function marketsBehind(database: Database, limit: number): Promise<MarketKey[]> {
  return (await run<KeyRow>(database, BEHIND, [limit])).map(toKey);
}

const ERASE = `/* erase candles */
  delete from offers.candles c using unnest($3::text[], $4::timestamptz[]) as w (interval, start)
   where c.variant_id = $1 and c.currency = $2 and c.interval = w.interval and c.start = w.start`;

const REDRAW = `/* redraw candles */
  insert into offers.candles (${COLUMNS})
  select t.variant_id, t.currency, w.interval, w.start, ${SUMS}
    from unnest($3::text[], $4::timestamptz[], $5::timestamptz[]) as w (interval, start, finish)
    join offers.trades t on t.variant_id = $1 and t.currency = $2 and t.state = 'EXECUTED'
     and t.executed_at >= w.start and t.executed_at < w.finish
   group by t.variant_id, t.currency, w.interval, w.start`;

export type Stretch = Readonly<{ interval: string; start: Date; finish: Date }>;

/** Draws candles of a (locked) market, all of whose trades are drawn, anew from those that stand; a stretch without any has none. */
export async function redrawCandles(
  tx: Tx,
  { variantId, currency }: MarketKey,
  stretches: readonly Stretch[],
): Promise<void> {
  const market = [variantId, currency];
  const starts = [arrayOf(stretches.map((it) => it.interval)), arrayOf(stretches.map((it) => it.start))];
  await run(tx, ERASE, [...market, ...starts]);
  await run(tx, REDRAW, [...market, ...starts, arrayOf(stretches.map((it) => it.finish))]);
}
