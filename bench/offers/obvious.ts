import { randomUUID } from "node:crypto";
import { newId } from "@outcry/kernel";
import type postgres from "postgres";
import type { Placement } from "./load.ts";

/** Whether what is kept beside orders and trades is kept as well: the key, the market's row, candles, and the event. */
export type Promises = "orders and trades only" | "all that we promise";

type Resting = { id: string; user_id: string; price_minor: bigint };
type Rows = readonly Record<string, unknown>[];

/** postgres.js as anybody would use it: a pool, a transaction, prepared statements. */
export type PlainSql = postgres.Sql<{ bigint: bigint }>;

const BEST = {
  BID: `select id, user_id, price_minor from offers.book_orders where variant_id = $1 and currency = 'USD' and side = 'ASK'
    and state = 'ACTIVE' and expires_at > now() and price_minor <= $2 order by price_minor, priority limit 1 for update`,
  ASK: `select id, user_id, price_minor from offers.book_orders where variant_id = $1 and currency = 'USD' and side = 'BID'
    and state = 'ACTIVE' and expires_at > now() and price_minor >= $2
    order by price_minor desc nulls last, priority limit 1 for update`,
};

const INSERT = `insert into offers.book_orders (id, side, variant_id, currency, user_id, price_minor, quantity, filled, remaining,
  withdrawn, state, priority, placed_sequence, created_at, expires_at)
  values ($1, $2, $3, 'USD', $4, $5, 1, 0, 1, 0, 'ACTIVE', $6, $6, now(), now() + interval '30 days')`;
const FILL = `update offers.book_orders set filled = 1, remaining = 0, state = 'FILLED', closed_sequence = $2 where id = $1`;
const TRADE = `insert into offers.trades (id, variant_id, currency, product_id, bid_id, ask_id, buyer_id, seller_id, price_minor,
  quantity, taker, executed_at, sequence, ordinal, state)
  values ($1, $2, 'USD', $2, $3, $4, $5, $6, $7, 1, $8, now(), $9, 0, 'EXECUTED')`;

const CLAIM = `insert into offers.answers (digest, input_digest, answer) values ($1, $1, '{}') on conflict do nothing`;
const NUMBER = `update offers.markets set sequence = sequence + 1 where variant_id = $1 and currency = 'USD' returning sequence`;
const MARKET = `update offers.markets set last_trade_id = coalesce($2, last_trade_id),
    last_price_minor = coalesce($3, last_price_minor),
    lowest_ask_minor = (select min(price_minor) from offers.book_orders where variant_id = $1 and currency = 'USD' and side = 'ASK' and state = 'ACTIVE'),
    highest_bid_minor = (select max(price_minor) from offers.book_orders where variant_id = $1 and currency = 'USD' and side = 'BID' and state = 'ACTIVE'),
    ask_pieces = ask_pieces + $4, bid_pieces = bid_pieces + $5
  where variant_id = $1 and currency = 'USD'`;
const CANDLE = `insert into offers.candles as c (variant_id, currency, interval, start, open_minor, high_minor, low_minor,
    close_minor, volume, count, turnover, returns, return_sum, return_squares)
  values ($1, 'USD', $2, date_bin($3, now(), '2000-01-01'), $4, $4, $4, $4, 1, 1, $4, 0, 0, 0)
  on conflict (variant_id, currency, interval, start) do update set high_minor = greatest(c.high_minor, excluded.high_minor),
    low_minor = least(c.low_minor, excluded.low_minor), close_minor = excluded.close_minor, volume = c.volume + 1,
    count = c.count + 1, turnover = c.turnover + excluded.turnover`;
const ANNOUNCE = `insert into offers.outbox (id, aggregate_type, aggregate_id, type, version, payload)
  values ($1, 'trade', $2, 'offers.trade_executed', '1', $3)`;

const CANDLES = [
  ["FIVE_MINUTES", "5 minutes"],
  ["HOUR", "1 hour"],
  ["DAY", "1 day"],
] as const;

class SelfTrade extends Error {}

/**
 * The obvious way: one transaction per order, which takes its place in time from the market's row, is inserted, meets the
 * best opposite order (locked for update), and leaves a trade. Without the place in time two orders that arrive together
 * would miss each other and leave the book crossed. Made to promise all that we promise, it also claims its key, keeps the
 * market's row and the candles up to date, and records its event.
 */
export function makeObvious(sql: PlainSql, promises: Promises) {
  const full = promises === "all that we promise";
  const place = (placement: Placement) =>
    sql.begin(async (tx) => {
      const ask = (text: string, parameters: unknown[]): Promise<Rows> =>
        tx.unsafe(text, parameters as never, { prepare: true }) as unknown as Promise<Rows>;
      const { variantId, userId, side, price } = placement;
      const id = newId();
      if (full) await ask(CLAIM, [randomUUID()]);
      const [market] = await ask(NUMBER, [variantId]);
      const taken = Number(market?.sequence);
      await ask(INSERT, [id, side, variantId, userId, price, taken]);
      const [best] = (await ask(BEST[side], [variantId, price])) as unknown as Resting[];
      const isOwn = best?.user_id === userId;
      if (isOwn) throw new SelfTrade();
      const other = best;
      const tradeId = other ? newId() : null;
      if (other) {
        const [bid, asked] =
          side === "BID" ? [{ id, user_id: userId }, other] : [other, { id, user_id: userId }];
        await ask(TRADE, [
          tradeId,
          variantId,
          bid.id,
          asked.id,
          bid.user_id,
          asked.user_id,
          other.price_minor,
          side,
          taken,
        ]);
        await ask(FILL, [other.id, taken]);
        await ask(FILL, [id, taken]);
      }
      if (full) {
        const step = (of: "BID" | "ASK") => (other ? (side === of ? 0 : -1) : side === of ? 1 : 0);
        await ask(MARKET, [variantId, tradeId, other?.price_minor ?? null, step("ASK"), step("BID")]);
        if (other) {
          for (const [name, length] of CANDLES)
            await ask(CANDLE, [variantId, name, length, other.price_minor]);
          await ask(ANNOUNCE, [
            newId(),
            tradeId,
            { tradeId, variantId, price: String(other.price_minor) } as never,
          ]);
        }
      }
      return true;
    });
  return (placement: Placement): Promise<boolean> =>
    place(placement).catch((error: unknown) => {
      if (error instanceof SelfTrade) return false;
      throw error;
    });
}
