import type { AnnouncedEvent } from "@outcry/contracts";
import { type BinaryArray, binaryColumns, column } from "@outcry/database";
import type { Candle } from "../domain/candles.ts";
import type { Market, Trade } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import { LOCKS_OF } from "./locked-markets.ts";
import { ORDER_COLUMNS } from "./orders.ts";
import { type Runner, runOnce } from "./statement.ts";

/** A first answer: for which key and input, as `digestOf` makes them, and what it was, as JSON text. */
export type KeyedAnswer = Readonly<{ digest: string; inputDigest: string; answer: string }>;

/** Everything one batch writes, each thing once, as it stands at the batch's end. */
export type Records = Readonly<{
  placed: readonly Order[];
  changed: readonly Order[];
  trades: readonly Readonly<{ trade: Trade; productId: string }>[];
  candles: readonly Candle[];
  /** `sequenceBefore` is the sequence at which the market was locked. */
  markets: readonly Readonly<{ market: Market; sequenceBefore: number; nextExpiryAt: Date | null }>[];
  answers: readonly KeyedAnswer[];
  /** In the order in which they are announced. */
  events: readonly AnnouncedEvent[];
}>;

/** Arrays side by side as rows. In a list of columns, `unnest` passes each value on; in a list of tables it stores them all first. */
const rowsOf = (first: number, columns: string): string => {
  const parts = columns
    .trim()
    .split(/,\s*/)
    .map((column, index) => {
      const [name, type] = column.split(" ");
      return `unnest($${first + index}::${type}[]) as ${name}`;
    });
  return `select ${parts.join(", ")}`;
};

/**
 * One statement, which is a transaction when it is sent alone. It takes the locks of the markets before it touches a row
 * (the data of the others is written after the main query, which asks for the markets first), and an update sees what the
 * last holder left even when that was committed after the statement began. So a market that is not as it was when the batch
 * was decided is noticed, and undoes it all.
 */
const RECORD = `/* record a batch */
  with locked as materialized (
    select count(pg_advisory_xact_lock(lock)) as locks from (
      ${LOCKS_OF("$58", "$59")}) ordered
  ), placed as (
    insert into offers.book_orders (${ORDER_COLUMNS})
    ${rowsOf(
      1,
      `id uuid, side text, variant_id uuid, currency text, user_id uuid, price_minor bigint, quantity int, filled int,
      remaining int, withdrawn int, state text, priority bigint, placed_sequence bigint, closed_sequence bigint,
      created_at timestamptz, expires_at timestamptz`,
    )}
  ), changed as (
    update offers.book_orders o
       set price_minor = c.price_minor, quantity = c.quantity, filled = c.filled, remaining = c.remaining,
           withdrawn = c.withdrawn, state = c.state, priority = c.priority, closed_sequence = c.closed_sequence
      from (${rowsOf(
        17,
        `id uuid, price_minor bigint, quantity int, filled int, remaining int, withdrawn int, state text,
        priority bigint, closed_sequence bigint`,
      )}) as c
     where o.id = c.id
  ), traded as (
    insert into offers.trades (id, variant_id, currency, product_id, bid_id, ask_id, buyer_id, seller_id, price_minor,
      quantity, taker, executed_at, sequence, ordinal, log_return, state)
    ${rowsOf(
      26,
      `id uuid, variant_id uuid, currency text, product_id uuid, bid_id uuid, ask_id uuid, buyer_id uuid,
      seller_id uuid, price_minor bigint, quantity int, taker text, executed_at timestamptz, sequence bigint, ordinal int,
      log_return float8`,
    )}, 'EXECUTED'
  ), drawn as (
    insert into offers.candles as c (variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor,
      volume, count, turnover, returns, return_sum, return_squares)
    select variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor, volume, count,
           turnover::numeric, returns, return_sum, return_squares
      from (${rowsOf(
        41,
        `variant_id uuid, currency text, interval text, start timestamptz, open_minor bigint, high_minor bigint,
        low_minor bigint, close_minor bigint, volume bigint, count int, turnover text, returns int, return_sum float8,
        return_squares float8`,
      )}) as d
    on conflict (variant_id, currency, interval, start) do update
      set high_minor = greatest(c.high_minor, excluded.high_minor), low_minor = least(c.low_minor, excluded.low_minor),
          close_minor = excluded.close_minor, volume = c.volume + excluded.volume, count = c.count + excluded.count,
          turnover = c.turnover + excluded.turnover, returns = c.returns + excluded.returns,
          return_sum = c.return_sum + excluded.return_sum, return_squares = c.return_squares + excluded.return_squares
  ), answered as (
    insert into offers.answers (digest, input_digest, answer)
    ${rowsOf(55, "digest uuid, input_digest uuid, answer text")}
  ), announced as (
    -- What announce() of the outbox does, without a statement of its own: a batch has one round trip to write in. Rows keep
    -- the order of the arrays.
    insert into offers.outbox (id, aggregate_type, aggregate_id, type, version, payload)
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb
      from (${rowsOf(69, "id uuid, aggregate_type text, aggregate_id text, type text, version text, payload text")}) as e
  ), marked as (
    update offers.markets m
       set sequence = n.sequence, lowest_ask_minor = n.lowest_ask_minor, highest_bid_minor = n.highest_bid_minor,
           ask_pieces = n.ask_pieces, bid_pieces = n.bid_pieces, last_trade_id = n.last_trade_id,
           last_price_minor = n.last_price_minor, previous_price_minor = n.previous_price_minor,
           next_expiry_at = n.next_expiry_at
      from locked, (${rowsOf(
        58,
        `variant_id uuid, currency text, sequence bigint, lowest_ask_minor bigint,
        highest_bid_minor bigint, ask_pieces bigint, bid_pieces bigint, last_trade_id uuid, last_price_minor bigint,
        previous_price_minor bigint, next_expiry_at timestamptz`,
      )}, unnest($75::bigint[]) as sequence_before) as n
     where m.variant_id = n.variant_id and m.currency = n.currency and m.sequence = n.sequence_before
    returning 1
  )
  select case when (select count(*) from marked) <> cardinality($60::bigint[]) then offers.refuse_changed_markets() end`;

/** An order's columns; those that may change later are sent again when they do. */
const ORDER = {
  id: column("uuid", (it: Order) => it.id),
  side: column("text", (it: Order) => it.side),
  variantId: column("uuid", (it: Order) => it.variantId),
  currency: column("text", (it: Order) => it.currency),
  userId: column("uuid", (it: Order) => it.userId),
  price: column("int8", (it: Order) => it.price),
  quantity: column("int4", (it: Order) => it.quantity),
  filled: column("int4", (it: Order) => it.filled),
  remaining: column("int4", (it: Order) => it.remaining),
  withdrawn: column("int4", (it: Order) => it.withdrawn),
  state: column("text", (it: Order) => it.state),
  priority: column("int8", (it: Order) => it.priority),
  placedSequence: column("int8", (it: Order) => it.placedSequence),
  closedSequence: column("int8", (it: Order) => it.closedSequence),
  createdAt: column("timestamptz", (it: Order) => it.createdAt),
  expiresAt: column("timestamptz", (it: Order) => it.expiresAt),
};
/** In the order of ORDER_COLUMNS. */
const PLACED = Object.values(ORDER);
const { id, price, quantity, filled, remaining, withdrawn, state, priority, closedSequence } = ORDER;
const CHANGED = [id, price, quantity, filled, remaining, withdrawn, state, priority, closedSequence];

type Traded = Records["trades"][number];
const TRADED = [
  column("uuid", (it: Traded) => it.trade.id),
  column("uuid", (it: Traded) => it.trade.variantId),
  column("text", (it: Traded) => it.trade.currency),
  column("uuid", (it: Traded) => it.productId),
  column("uuid", (it: Traded) => it.trade.bidId),
  column("uuid", (it: Traded) => it.trade.askId),
  column("uuid", (it: Traded) => it.trade.buyerId),
  column("uuid", (it: Traded) => it.trade.sellerId),
  column("int8", (it: Traded) => it.trade.price),
  column("int4", (it: Traded) => it.trade.quantity),
  column("text", (it: Traded) => it.trade.taker),
  column("timestamptz", (it: Traded) => it.trade.executedAt),
  column("int8", (it: Traded) => it.trade.sequence),
  column("int4", (it: Traded) => it.trade.ordinal),
  column("float8", (it: Traded) => it.trade.logReturn),
];

const DRAWN = [
  column("uuid", (it: Candle) => it.variantId),
  column("text", (it: Candle) => it.currency),
  column("text", (it: Candle) => it.interval),
  column("timestamptz", (it: Candle) => it.start),
  column("int8", (it: Candle) => it.open),
  column("int8", (it: Candle) => it.high),
  column("int8", (it: Candle) => it.low),
  column("int8", (it: Candle) => it.close),
  column("int8", (it: Candle) => it.volume),
  column("int4", (it: Candle) => it.count),
  // Beyond what 64 bits hold: it is sent as text, and becomes a numeric there.
  column("text", (it: Candle) => it.turnover.toString()),
  column("int4", (it: Candle) => it.returns),
  column("float8", (it: Candle) => it.returnSum),
  column("float8", (it: Candle) => it.returnSquares),
];

type Answer = Records["answers"][number];
const ANSWERED = [
  column("uuid", (it: Answer) => it.digest),
  column("uuid", (it: Answer) => it.inputDigest),
  column("text", (it: Answer) => it.answer),
];

type MarketRow = Records["markets"][number];
const MARKETS = [
  column("uuid", (it: MarketRow) => it.market.variantId),
  column("text", (it: MarketRow) => it.market.currency),
  column("int8", (it: MarketRow) => it.market.sequence),
  column("int8", (it: MarketRow) => it.market.asks[0]?.price ?? null),
  column("int8", (it: MarketRow) => it.market.bids[0]?.price ?? null),
  column("int8", (it: MarketRow) => it.market.askPieces),
  column("int8", (it: MarketRow) => it.market.bidPieces),
  column("uuid", (it: MarketRow) => it.market.lastTradeId),
  column("int8", (it: MarketRow) => it.market.lastPrice),
  column("int8", (it: MarketRow) => it.market.previousPrice),
  column("timestamptz", (it: MarketRow) => it.nextExpiryAt),
];

const ANNOUNCED = [
  column("uuid", (it: AnnouncedEvent) => it.id),
  column("text", (it: AnnouncedEvent) => it.aggregateType),
  column("text", (it: AnnouncedEvent) => it.aggregateId),
  column("text", (it: AnnouncedEvent) => it.type),
  column("text", (it: AnnouncedEvent) => it.version),
  column("text", (it: AnnouncedEvent) => JSON.stringify(it.payload)),
];

/** A batch as it is sent. */
export type EncodedRecords = readonly BinaryArray[];

/** Encodes a batch, which may be done long before it is sent. Throws TypeError or RangeError on what no column could hold. */
export const encodeRecords = (records: Records): EncodedRecords => [
  ...binaryColumns(records.placed, PLACED),
  ...binaryColumns(records.changed, CHANGED),
  ...binaryColumns(records.trades, TRADED),
  ...binaryColumns(records.candles, DRAWN),
  ...binaryColumns(records.answers, ANSWERED),
  ...binaryColumns(records.markets, MARKETS),
  ...binaryColumns(records.events, ANNOUNCED),
  ...binaryColumns(records.markets, [column("int8", (it: MarketRow) => it.sequenceBefore)]),
];

/**
 * Writes a batch with one statement: orders, trades, candles, answers and market rows stand or fall together, in the
 * transaction they are given or in one of their own. Throws DatabaseConflictError when a market is no longer at the sequence
 * at which the batch was decided, and then nothing is written.
 */
export const recordEncoded = (on: Runner, records: EncodedRecords): Promise<void> =>
  runOnce(on, RECORD, records);

/** Encodes and writes a batch: see `recordEncoded`. */
export const record = (on: Runner, records: Records): Promise<void> =>
  recordEncoded(on, encodeRecords(records));
