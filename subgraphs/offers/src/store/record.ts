import type { AnnouncedEvent } from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import type { Candle } from "../domain/candles.ts";
import type { Market, Trade } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import type { KeyUse } from "./facts.ts";
import { ORDER_COLUMNS } from "./orders.ts";
import { columnsOf, documents, documentsOf, run } from "./statement.ts";

/** Everything one batch writes, each thing once, as it stands at the batch's end. */
export type Records = Readonly<{
  placed: readonly Order[];
  changed: readonly Order[];
  trades: readonly (Trade & { productId: string })[];
  candles: readonly Candle[];
  markets: readonly (Market & { nextExpiryAt: Date | null })[];
  /** `answer` is JSON text. */
  answers: readonly (KeyUse & { inputHash: string; answer: string })[];
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
    select * from unnest($41::uuid[], $42::text[], $43::text[], $44::timestamptz[], $45::bigint[], $46::bigint[],
      $47::bigint[], $48::bigint[], $49::bigint[], $50::int[], $51::numeric[], $52::int[], $53::float8[], $54::float8[])
    on conflict (variant_id, currency, interval, start) do update
      set high_minor = greatest(c.high_minor, excluded.high_minor), low_minor = least(c.low_minor, excluded.low_minor),
          close_minor = excluded.close_minor, volume = c.volume + excluded.volume, count = c.count + excluded.count,
          turnover = c.turnover + excluded.turnover, returns = c.returns + excluded.returns,
          return_sum = c.return_sum + excluded.return_sum, return_squares = c.return_squares + excluded.return_squares
  ), answered as (
    insert into offers.idempotency_keys (user_id, mutation, key, input_hash, answer)
    select user_id, mutation, key, input_hash, answer::jsonb
      from rows from (unnest($55::uuid[], $56::text[], $57::text[], $58::text[]), ${documents("$59")})
        as a (user_id, mutation, key, input_hash, answer)
  ), announced as (
    -- What announce() of the outbox does, without a statement of its own: a batch has one round trip to write in.
    insert into offers.outbox (id, aggregate_type, aggregate_id, type, version, payload)
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb
      from rows from (unnest($71::uuid[], $72::text[], $73::text[], $74::text[], $75::text[]), ${documents("$76")})
        with ordinality as e (id, aggregate_type, aggregate_id, type, version, payload, ordinal)
     order by ordinal
  )
  update offers.markets m
     set sequence = n.sequence, lowest_ask_minor = n.lowest_ask_minor, highest_bid_minor = n.highest_bid_minor,
         ask_pieces = n.ask_pieces, bid_pieces = n.bid_pieces, last_trade_id = n.last_trade_id,
         last_price_minor = n.last_price_minor, previous_price_minor = n.previous_price_minor,
         next_expiry_at = n.next_expiry_at
    from unnest($60::uuid[], $61::text[], $62::bigint[], $63::bigint[], $64::bigint[], $65::bigint[], $66::bigint[],
      $67::uuid[], $68::bigint[], $69::bigint[], $70::timestamptz[]) as n (variant_id, currency, sequence,
      lowest_ask_minor, highest_bid_minor, ask_pieces, bid_pieces, last_trade_id, last_price_minor, previous_price_minor,
      next_expiry_at)
   where m.variant_id = n.variant_id and m.currency = n.currency`;

const PLACED: ((order: Order) => string | number | bigint | Date | null)[] = [
  (it) => it.id,
  (it) => it.side,
  (it) => it.variantId,
  (it) => it.currency,
  (it) => it.userId,
  (it) => it.price,
  (it) => it.quantity,
  (it) => it.filled,
  (it) => it.remaining,
  (it) => it.withdrawn,
  (it) => it.state,
  (it) => it.priority,
  (it) => it.placedSequence,
  (it) => it.closedSequence,
  (it) => it.createdAt,
  (it) => it.expiresAt,
];
const CHANGED: typeof PLACED = [
  (it) => it.id,
  (it) => it.price,
  (it) => it.quantity,
  (it) => it.filled,
  (it) => it.remaining,
  (it) => it.withdrawn,
  (it) => it.state,
  (it) => it.priority,
  (it) => it.closedSequence,
];

const tradeColumns = (trades: Records["trades"]) =>
  columnsOf(trades, [
    (it) => it.id,
    (it) => it.variantId,
    (it) => it.currency,
    (it) => it.productId,
    (it) => it.bidId,
    (it) => it.askId,
    (it) => it.buyerId,
    (it) => it.sellerId,
    (it) => it.price,
    (it) => it.quantity,
    (it) => it.taker,
    (it) => it.executedAt,
    (it) => it.sequence,
    (it) => it.ordinal,
    (it) => it.logReturn,
  ]);

const candleColumns = (candles: Records["candles"]) =>
  columnsOf(candles, [
    (it) => it.variantId,
    (it) => it.currency,
    (it) => it.interval,
    (it) => it.start,
    (it) => it.open,
    (it) => it.high,
    (it) => it.low,
    (it) => it.close,
    (it) => it.volume,
    (it) => it.count,
    (it) => it.turnover,
    (it) => it.returns,
    (it) => it.returnSum,
    (it) => it.returnSquares,
  ]);

const marketColumns = (markets: Records["markets"]) =>
  columnsOf(markets, [
    (it) => it.variantId,
    (it) => it.currency,
    (it) => it.sequence,
    (it) => it.asks[0]?.price ?? null,
    (it) => it.bids[0]?.price ?? null,
    (it) => it.askPieces,
    (it) => it.bidPieces,
    (it) => it.lastTradeId,
    (it) => it.lastPrice,
    (it) => it.previousPrice,
    (it) => it.nextExpiryAt,
  ]);

/** Writes a batch with one statement: orders, trades, candles, answers and market rows stand or fall together. */
export async function record(tx: Tx, records: Records): Promise<void> {
  await run(tx, RECORD, [
    ...columnsOf(records.placed, PLACED),
    ...columnsOf(records.changed, CHANGED),
    ...tradeColumns(records.trades),
    ...candleColumns(records.candles),
    ...columnsOf(records.answers, [
      (it) => it.userId,
      (it) => it.mutation,
      (it) => it.key,
      (it) => it.inputHash,
    ]),
    documentsOf(records.answers.map(({ answer }) => answer)),
    ...marketColumns(records.markets),
    ...columnsOf(records.events, [
      (it) => it.id,
      (it) => it.aggregateType,
      (it) => it.aggregateId,
      (it) => it.type,
      (it) => it.version,
    ]),
    documentsOf(records.events.map(({ payload }) => JSON.stringify(payload))),
  ]);
}
