import type { Runner, Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { MarketKey } from "../domain/order.ts";
import type { AlertKind, PriceAlert, WatchlistEntry } from "../domain/watching.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

type EntryRow = { id: string; variant_id: string; added_at: Date };
const toEntry = (row: EntryRow): WatchlistEntry => ({
  id: row.id,
  variantId: row.variant_id,
  addedAt: row.added_at,
});

const WATCH = `/* watch a variant */
  with added as (
    insert into offers.watchlist (id, user_id, variant_id)
    select $1, $2, $3 where (select count(*) from offers.watchlist where user_id = $2) < $4
    on conflict (user_id, variant_id) do nothing returning id, variant_id, added_at)
  select * from added
  union all
  select id, variant_id, added_at from offers.watchlist where user_id = $2 and variant_id = $3 limit 1`;

/** Puts a variant on a watchlist that has room for it; the entry, or null when there is none. */
export async function watch(on: Runner, id: string, userId: string, variantId: string, most: number) {
  const [row] = await run<EntryRow>(on, WATCH, [id, userId, variantId, most]);
  return row ? toEntry(row) : null;
}

const UNWATCH = `/* unwatch a variant */
  delete from offers.watchlist where user_id = $1 and variant_id = $2 returning id`;

export async function unwatch(on: Runner, userId: string, variantId: string): Promise<boolean> {
  return (await run(on, UNWATCH, [userId, variantId])).length > 0;
}

const WATCHED = `/* a watchlist */
  select id, variant_id, added_at from offers.watchlist
   where user_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2`;

/** A person's watchlist, last added first; `after` is the id of the last entry seen. */
export async function watched(on: Runner, userId: string, limit: number, after: string | null) {
  return (await run<EntryRow>(on, WATCHED, [userId, limit, after])).map(toEntry);
}

type AlertRow = {
  id: string;
  user_id: string;
  variant_id: string;
  currency: Currency;
  kind: AlertKind;
  price_minor: bigint | null;
  created_at: Date;
  triggered_at: Date | null;
  triggered_price_minor: bigint | null;
};
const ALERT =
  "id, user_id, variant_id, currency, kind, price_minor, created_at, triggered_at, triggered_price_minor";
const toAlert = (row: AlertRow): PriceAlert => ({
  id: row.id,
  userId: row.user_id,
  variantId: row.variant_id,
  currency: row.currency,
  kind: row.kind,
  price: row.price_minor,
  createdAt: row.created_at,
  triggeredAt: row.triggered_at,
  triggeredPrice: row.triggered_price_minor,
});

const CREATE = `/* create a price alert */
  insert into offers.price_alerts (id, user_id, variant_id, currency, kind, price_minor, lowest_ask_then_minor)
  select $1, $2, $3, $4, $5, $6,
         (select lowest_ask_minor from offers.markets where variant_id = $3 and currency = $4)
   where (select count(*) from offers.price_alerts where user_id = $2 and triggered_at is null) < $7
  returning ${ALERT}`;

export type NewAlert = MarketKey &
  Readonly<{ id: string; userId: string; kind: AlertKind; price: bigint | null }>;

/** Makes an alert if its owner has fewer than `most` waiting; null when not. */
export async function createAlert(on: Runner, alert: NewAlert, most: number): Promise<PriceAlert | null> {
  const { id, userId, variantId, currency, kind, price } = alert;
  const [row] = await run<AlertRow>(on, CREATE, [id, userId, variantId, currency, kind, price, most]);
  return row ? toAlert(row) : null;
}

const DELETE = `/* delete a price alert */ delete from offers.price_alerts where id = $1 and user_id = $2 returning id`;

export async function deleteAlert(on: Runner, id: string, userId: string): Promise<boolean> {
  return (await run(on, DELETE, [id, userId])).length > 0;
}

const ALERTS = `/* price alerts of a person */
  select ${ALERT} from offers.price_alerts
   where user_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2`;

/** A person's price alerts, newest first; `after` is the id of the last one seen. */
export async function alertsOf(on: Runner, userId: string, limit: number, after: string | null) {
  return (await run<AlertRow>(on, ALERTS, [userId, limit, after])).map(toAlert);
}

const TOLD = `/* price alerts told of lately */
  select ${ALERT} from offers.price_alerts
   where triggered_at > now() - make_interval(secs => $2) and user_id = any($1::uuid[]) order by triggered_at limit 1000`;

/** Alerts of these people that were reached within the last seconds, in their order. */
export async function alertsToldLately(on: Runner, userIds: readonly string[], seconds: number) {
  return (await run<AlertRow>(on, TOLD, [arrayOf(userIds), seconds])).map(toAlert);
}

const TRIGGER = (markets: string) => `/* trigger price alerts */
  with reached as (
    select a.id, case a.kind when 'ABOVE' then m.highest_bid_minor when 'EXPIRING' then null else m.lowest_ask_minor end as price
      from offers.price_alerts a
      join offers.markets m on m.variant_id = a.variant_id and m.currency = a.currency
     where a.triggered_at is null ${markets} and (
           a.kind = 'ABOVE' and m.highest_bid_minor >= a.price_minor
        or a.kind = 'BELOW' and m.lowest_ask_minor <= a.price_minor
        or a.kind = 'NEW_LOWEST_ASK' and m.lowest_ask_minor < coalesce(a.lowest_ask_then_minor, m.lowest_ask_minor + 1)
        or a.kind = 'EXPIRING' and exists (
             select from offers.book_orders o
              where o.user_id = a.user_id and o.side in ('BID', 'ASK') and o.state = 'ACTIVE'
                and o.variant_id = a.variant_id and o.currency = a.currency
                and o.expires_at > now() and o.expires_at < now() + interval '1 day'))
     limit $1 for update of a skip locked
  )
  update offers.price_alerts a set triggered_at = clock_timestamp(), triggered_price_minor = reached.price
    from reached where a.id = reached.id
  returning ${ALERT.replace(/\w+(?=,|$)/g, (column) => `a.${column}`)}`;

const TRIGGER_ALL = TRIGGER("");
const TRIGGER_IN = TRIGGER(
  "and (a.variant_id, a.currency) in (select * from unnest($2::uuid[], $3::text[]))",
);

/** Marks alerts that are reached, in some markets or in all, each once however many processes look; returns them. */
export async function triggerAlerts(
  tx: Tx,
  markets: readonly MarketKey[] | "ALL",
  most: number,
): Promise<PriceAlert[]> {
  const rows =
    markets === "ALL"
      ? await run<AlertRow>(tx, TRIGGER_ALL, [most])
      : await run<AlertRow>(tx, TRIGGER_IN, [
          most,
          ...columnsOf(markets, [(key) => key.variantId, (key) => key.currency]),
        ]);
  return rows.map(toAlert);
}
