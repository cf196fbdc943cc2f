import type { Database } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { MarketKey } from "../domain/order.ts";
import type { TradeView } from "../domain/views.ts";
import { arrayOf, run } from "./statement.ts";

export type TradeRow = {
  id: string;
  variant_id: string;
  currency: Currency;
  product_id: string;
  price_minor: bigint;
  quantity: number;
  executed_at: Date;
  state: "EXECUTED" | "BUSTED";
  sequence: bigint;
  ordinal: number;
};

const COLUMNS =
  "id, variant_id, currency, product_id, price_minor, quantity, executed_at, state, sequence, ordinal";

export const toTradeView = (row: TradeRow): TradeView => ({
  id: row.id,
  variantId: row.variant_id,
  currency: row.currency,
  productId: row.product_id,
  price: row.price_minor,
  quantity: row.quantity,
  executedAt: row.executed_at,
  state: row.state,
  sequence: Number(row.sequence),
  ordinal: row.ordinal,
});

const BY_IDS = `/* trades by id */ select ${COLUMNS} from offers.trades where id = any($1::uuid[])`;

export async function tradesByIds(database: Database, ids: readonly string[]): Promise<TradeView[]> {
  return (await run<TradeRow>(database, BY_IDS, [arrayOf(ids)])).map(toTradeView);
}

const OF_MARKET = `/* trades of a market */
  select ${COLUMNS} from offers.trades
   where variant_id = $1 and currency = $2 and ($4::bigint is null or (sequence, ordinal) < ($4, $5::int))
   order by sequence desc, ordinal desc limit $3`;

/** A market's trades, newest first; `after` is the sequence and ordinal of the last one seen. */
export async function tradesOfMarket(
  database: Database,
  { variantId, currency }: MarketKey,
  limit: number,
  after: { sequence: bigint; ordinal: number } | null,
): Promise<TradeView[]> {
  const place = [after?.sequence ?? null, after?.ordinal ?? null];
  const rows = await run<TradeRow>(database, OF_MARKET, [variantId, currency, limit, ...place]);
  return rows.map(toTradeView);
}

const OF_PERSON = `/* trades of a person */
  (select ${COLUMNS} from offers.trades
    where buyer_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2)
  union all
  (select ${COLUMNS} from offers.trades
    where seller_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2)
  order by id desc limit $2`;

/** Trades a person took part in, newest first; `after` is the id of the last one seen. */
export async function tradesOfPerson(
  database: Database,
  userId: string,
  limit: number,
  after: string | null,
): Promise<TradeView[]> {
  return (await run<TradeRow>(database, OF_PERSON, [userId, limit, after])).map(toTradeView);
}

const RECENT = `/* recent trades */
  select ${COLUMNS} from offers.trades where state = 'EXECUTED' order by id desc limit $1`;

/** The newest trades of all markets. */
export async function recentTrades(database: Database, limit: number): Promise<TradeView[]> {
  return (await run<TradeRow>(database, RECENT, [limit])).map(toTradeView);
}

const LAST_OF_PRODUCT = `/* last trade of a product */
  select ${COLUMNS} from offers.trades
   where id = (select m.last_trade_id from offers.markets m
                 join offers.trades t on t.id = m.last_trade_id
                where $1::uuid is null or m.product_id = $1
                order by t.executed_at desc, t.id desc limit 1)`;

/** The newest trade that stands, of one product or of all. */
export async function lastTrade(database: Database, productId: string | null): Promise<TradeView | null> {
  const [row] = await run<TradeRow>(database, LAST_OF_PRODUCT, [productId]);
  return row ? toTradeView(row) : null;
}

const MOST_TRADED = `/* most traded products */
  select m.product_id from offers.candles c
    join offers.markets m on m.variant_id = c.variant_id and m.currency = c.currency
   where c.interval = 'HOUR' and c.start > now() - interval '72 hours'
   group by m.product_id order by sum(c.volume) desc, m.product_id limit $1`;

/** Ids of the products traded most in the last 72 hours. */
export async function mostTradedProducts(database: Database, limit: number): Promise<string[]> {
  const rows = await run<{ product_id: string }>(database, MOST_TRADED, [limit]);
  return rows.map(({ product_id }) => product_id);
}

const ANNOUNCED = `/* trades announced between two positions */
  select e.position, ${COLUMNS.replace(/\w+(?=,|$)/g, (column) => `t.${column}`)}
    from offers.outbox e
    join offers.trades t on t.id = e.aggregate_id::uuid
   where e.position > $1 and e.position <= $2 and e.type = 'offers.trade_executed'
   order by e.position limit $3`;

/** Trades in the order of the feed, with their positions in it. */
export async function tradesAnnounced(
  database: Database,
  after: bigint,
  upTo: bigint,
  limit: number,
): Promise<{ position: bigint; trade: TradeView }[]> {
  const rows = await run<TradeRow & { position: bigint }>(database, ANNOUNCED, [after, upTo, limit]);
  return rows.map((row) => ({ position: row.position, trade: toTradeView(row) }));
}
