import type { Database } from "@outcry/database";
import { IDEMPOTENCY_RETENTION_HOURS } from "@outcry/service";
import { CANDLE_DAYS_KEPT, CANDLE_INTERVALS } from "../domain/candles.ts";
import { arrayOf, run } from "./statement.ts";

const PRUNE = `/* prune fine candles */
  delete from offers.candles where ctid in (
    select c.ctid from unnest($1::text[], $2::int[]) as kept (interval, days)
      join offers.candles c on c.interval = kept.interval and c.start < now() - make_interval(days => kept.days)
     limit 10000)`;

/** Forgets fine candles of long ago, at most 10,000 a turn. */
export async function pruneCandles(database: Database): Promise<void> {
  const passing = CANDLE_INTERVALS.filter((interval) => CANDLE_DAYS_KEPT[interval] !== null);
  await run(database, PRUNE, [
    arrayOf(passing),
    arrayOf(passing.map((interval) => CANDLE_DAYS_KEPT[interval])),
  ]);
}

const FORGET = `/* forget answers */
  delete from offers.answers where ctid in (
    select ctid from offers.answers where created_at < now() - make_interval(hours => $1) limit 10000)`;

/** Forgets answers past their retention, at most 10,000 a turn. */
export async function pruneAnswers(database: Database): Promise<void> {
  await run(database, FORGET, [IDEMPOTENCY_RETENTION_HOURS]);
}
