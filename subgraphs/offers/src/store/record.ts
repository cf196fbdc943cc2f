import type { AnnouncedEvent } from "@outcry/contracts";
import { binaryColumns, column, DatabaseConflictError, type Tx } from "@outcry/database";
import type { Candle } from "../domain/candles.ts";
import type { Market, Trade } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import { ORDER_COLUMNS } from "./orders.ts";
import { run } from "./statement.ts";

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

const RECORD = `/* record a batch */
  with placed as (
    insert into offers.book_orders (${ORDER_COLUMNS})
    select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::int[], $8::int[],
      $9::int[], $10::int[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::timestamptz[], $16::timestamptz[])
  ), changed as (
    update offers.book_orders o
       set price_minor = c.price_minor, quantity = c.quantity, filled = c.filled, remaining = c.remaining,
           withdrawn = c.withdrawn, state = c.state, priority = c.priority, closed_sequence = c.closed_sequence
      from unnest($17::uuid[], $18::bigint[], $19::int[], $20::int[], $21::int[], $22::int[], $23::text[], $24::bigint[],
        $25::bigint[]) as c (id, price_minor, quantity, filled, remaining, withdrawn, state, priority, closed_sequence)
     where o.id = c.id
  ), traded as (
    insert into offers.trades (id, variant_id, currency, product_id, bid_id, ask_id, buyer_id, seller_id, price_minor,
      quantity, taker, executed_at, sequence, ordinal, log_return, state)
    select *, 'EXECUTED' from unnest($26::uuid[], $27::uuid[], $28::text[], $29::uuid[], $30::uuid[], $31::uuid[],
      $32::uuid[], $33::uuid[], $34::bigint[], $35::int[], $36::text[], $37::timestamptz[], $38::bigint[], $39::int[],
      $40::float8[])
  ), drawn as (
    insert into offers.candles as c (variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor,
      volume, count, turnover, returns, return_sum, return_squares)
    select variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor, volume, count,
           turnover::numeric, returns, return_sum, return_squares
      from unnest($41::uuid[], $42::text[], $43::text[], $44::timestamptz[], $45::bigint[], $46::bigint[], $47::bigint[],
        $48::bigint[], $49::bigint[], $50::int[], $51::text[], $52::int[], $53::float8[], $54::float8[])
        as d (variant_id, currency, interval, start, open_minor, high_minor, low_minor, close_minor, volume, count,
          turnover, returns, return_sum, return_squares)
    on conflict (variant_id, currency, interval, start) do update
      set high_minor = greatest(c.high_minor, excluded.high_minor), low_minor = least(c.low_minor, excluded.low_minor),
          close_minor = excluded.close_minor, volume = c.volume + excluded.volume, count = c.count + excluded.count,
          turnover = c.turnover + excluded.turnover, returns = c.returns + excluded.returns,
          return_sum = c.return_sum + excluded.return_sum, return_squares = c.return_squares + excluded.return_squares
  ), answered as (
    insert into offers.answers (digest, input_digest, answer)
    select * from unnest($55::uuid[], $56::uuid[], $57::text[])
  ), announced as (
    -- What announce() of the outbox does, without a statement of its own: a batch has one round trip to write in.
    insert into offers.outbox (id, aggregate_type, aggregate_id, type, version, payload)
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb
      from unnest($69::uuid[], $70::text[], $71::text[], $72::text[], $73::text[], $74::text[])
        with ordinality as e (id, aggregate_type, aggregate_id, type, version, payload, ordinal)
     order by ordinal
  )
  update offers.markets m
     set sequence = n.sequence, lowest_ask_minor = n.lowest_ask_minor, highest_bid_minor = n.highest_bid_minor,
         ask_pieces = n.ask_pieces, bid_pieces = n.bid_pieces, last_trade_id = n.last_trade_id,
         last_price_minor = n.last_price_minor, previous_price_minor = n.previous_price_minor,
         next_expiry_at = n.next_expiry_at
    from unnest($58::uuid[], $59::text[], $60::bigint[], $61::bigint[], $62::bigint[], $63::bigint[], $64::bigint[],
      $65::uuid[], $66::bigint[], $67::bigint[], $68::timestamptz[], $75::bigint[]) as n (variant_id, currency, sequence,
      lowest_ask_minor, highest_bid_minor, ask_pieces, bid_pieces, last_trade_id, last_price_minor, previous_price_minor,
      next_expiry_at, sequence_before)
   where m.variant_id = n.variant_id and m.currency = n.currency and m.sequence = n.sequence_before
  returning 1`;

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

/**
 * Writes a batch with one statement: orders, trades, candles, answers and market rows stand or fall together. Throws
 * DatabaseConflictError when a market is no longer at the sequence at which it was locked: whoever changed it held no lock.
 */
export async function record(tx: Tx, records: Records): Promise<void> {
  const written = await run(tx, RECORD, [
    ...binaryColumns(records.placed, PLACED),
    ...binaryColumns(records.changed, CHANGED),
    ...binaryColumns(records.trades, TRADED),
    ...binaryColumns(records.candles, DRAWN),
    ...binaryColumns(records.answers, ANSWERED),
    ...binaryColumns(records.markets, MARKETS),
    ...binaryColumns(records.events, ANNOUNCED),
    ...binaryColumns(records.markets, [column("int8", (it: MarketRow) => it.sequenceBefore)]),
  ]);
  if (written.length !== records.markets.length)
    throw new DatabaseConflictError("A market changed while it was locked.", "nothing");
}
