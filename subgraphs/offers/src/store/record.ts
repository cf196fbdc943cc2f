import type { AnnouncedEvent } from "@outcry/contracts";
import { type BinaryArray, column, parametersOf, type Runner, runPrepared, sentRows } from "@outcry/database";
import { EVENT_COLUMNS } from "@outcry/outbox";
import type { Trader } from "../domain/caps.ts";
import type { Market, Trade } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import type { Totals } from "./capped-traders.ts";
import type { VariantFacts } from "./locked-markets.ts";
import { locksOf, MARKET_NAME } from "./locks.ts";

/** A first answer: for which key and input, as `digestOf` makes them, and what it was, as JSON text. */
export type KeyedAnswer = Readonly<{ digest: string; inputDigest: string; answer: string }>;

/** What was remembered of people, that they are not suspended from selling besides, and of variants, which are tradable. */
export type Believed = Readonly<{
  people: readonly Trader[];
  variants: readonly (readonly [variantId: string, facts: VariantFacts])[];
}>;

/** Everything one batch writes, each thing once, as it stands at the batch's end. */
export type Records = Readonly<{
  placed: readonly Order[];
  changed: readonly Order[];
  trades: readonly Readonly<{ trade: Trade; productId: string }>[];
  /** `sequenceBefore` is the sequence at which the market was locked. */
  markets: readonly Readonly<{ market: Market; sequenceBefore: number; nextExpiryAt: Date | null }>[];
  answers: readonly KeyedAnswer[];
  /** What people with caps had placed when the batch was decided, and with it: nobody else may have added to it meanwhile. */
  placedTotals: readonly Readonly<{ before: Totals; after: Totals }>[];
  /** What a batch was decided on without reading it; null when all of it was read. */
  believed: Believed | null;
  /** In the order in which they are announced. */
  events: readonly AnnouncedEvent[];
}>;

/** A bid's or an ask's columns; those that may change later are sent again when they do. */
const PLACED = {
  id: column("uuid", (it: Order) => it.id),
  side: column("text", (it: Order) => it.side),
  variant_id: column("uuid", (it: Order) => it.variantId),
  currency: column("text", (it: Order) => it.currency),
  user_id: column("uuid", (it: Order) => it.userId),
  price_minor: column("int8", (it: Order) => it.price),
  quantity: column("int4", (it: Order) => it.quantity),
  filled: column("int4", (it: Order) => it.filled),
  remaining: column("int4", (it: Order) => it.remaining),
  withdrawn: column("int4", (it: Order) => it.withdrawn),
  state: column("text", (it: Order) => it.state),
  priority: column("int8", (it: Order) => it.priority),
  placed_sequence: column("int8", (it: Order) => it.placedSequence),
  closed_sequence: column("int8", (it: Order) => it.closedSequence),
  created_at: column("timestamptz", (it: Order) => it.createdAt),
  expires_at: column("timestamptz", (it: Order) => it.expiresAt),
};
const { id, price_minor, quantity, filled, remaining, withdrawn, state, priority, closed_sequence } = PLACED;
const CHANGED = { id, price_minor, quantity, filled, remaining, withdrawn, state, priority, closed_sequence };

type Traded = Records["trades"][number];
const TRADED = {
  id: column("uuid", (it: Traded) => it.trade.id),
  variant_id: column("uuid", (it: Traded) => it.trade.variantId),
  currency: column("text", (it: Traded) => it.trade.currency),
  product_id: column("uuid", (it: Traded) => it.productId),
  bid_id: column("uuid", (it: Traded) => it.trade.bidId),
  ask_id: column("uuid", (it: Traded) => it.trade.askId),
  buyer_id: column("uuid", (it: Traded) => it.trade.buyerId),
  seller_id: column("uuid", (it: Traded) => it.trade.sellerId),
  price_minor: column("int8", (it: Traded) => it.trade.price),
  quantity: column("int4", (it: Traded) => it.trade.quantity),
  taker: column("text", (it: Traded) => it.trade.taker),
  executed_at: column("timestamptz", (it: Traded) => it.trade.executedAt),
  sequence: column("int8", (it: Traded) => it.trade.sequence),
  ordinal: column("int4", (it: Traded) => it.trade.ordinal),
  log_return: column("float8", (it: Traded) => it.trade.logReturn),
};

type Answer = Records["answers"][number];
const ANSWERED = {
  digest: column("uuid", (it: Answer) => it.digest),
  input_digest: column("uuid", (it: Answer) => it.inputDigest),
  answer: column("text", (it: Answer) => it.answer),
};

type PlacedTotals = Records["placedTotals"][number];
const TOTALS = {
  user_id: column("uuid", (it: PlacedTotals) => it.after.userId),
  currency: column("text", (it: PlacedTotals) => it.after.currency),
  orders: column("int8", (it: PlacedTotals) => it.after.orders),
  asks_minor: column("int8", (it: PlacedTotals) => it.after.asks),
  orders_before: column("int8", (it: PlacedTotals) => it.before.orders),
  asks_minor_before: column("int8", (it: PlacedTotals) => it.before.asks),
};

type MarketRow = Records["markets"][number];
const MARKETS = {
  variant_id: column("uuid", (it: MarketRow) => it.market.variantId),
  currency: column("text", (it: MarketRow) => it.market.currency),
  sequence: column("int8", (it: MarketRow) => it.market.sequence),
  lowest_ask_minor: column("int8", (it: MarketRow) => it.market.asks[0]?.price ?? null),
  highest_bid_minor: column("int8", (it: MarketRow) => it.market.bids[0]?.price ?? null),
  ask_pieces: column("int8", (it: MarketRow) => it.market.askPieces),
  bid_pieces: column("int8", (it: MarketRow) => it.market.bidPieces),
  last_trade_id: column("uuid", (it: MarketRow) => it.market.lastTradeId),
  last_price_minor: column("int8", (it: MarketRow) => it.market.lastPrice),
  previous_price_minor: column("int8", (it: MarketRow) => it.market.previousPrice),
  next_expiry_at: column("timestamptz", (it: MarketRow) => it.nextExpiryAt),
  sequence_before: column("int8", (it: MarketRow) => it.sequenceBefore),
};

type Variant = Believed["variants"][number];
const PEOPLE = {
  user_id: column("uuid", (it: Trader) => it.userId),
  has_payment_method: column("bool", (it: Trader) => it.hasPaymentMethod),
  verified: column("bool", (it: Trader) => it.verified),
};
const VARIANTS = {
  id: column("uuid", ([id]: Variant) => id),
  product_id: column("uuid", ([, it]: Variant) => it.productId),
  category_slug: column("text", ([, it]: Variant) => it.categorySlug),
  authentication_required: column("bool", ([, it]: Variant) => it.authenticationRequired),
};

/** The batch's own name, and that of the one it follows. */
const NAMES = 2;
const { placed, changed, trade, answer, total, market, person, variant, event } = sentRows(
  {
    ...{ placed: PLACED, changed: CHANGED, trade: TRADED, answer: ANSWERED, total: TOTALS, market: MARKETS },
    ...{ person: PEOPLE, variant: VARIANTS, event: EVENT_COLUMNS },
  },
  NAMES + 1,
);

/**
 * One statement, which is a transaction when it is sent alone. It takes the locks of markets and people before it touches a row
 * (the data of the others is written after the main query, which asks for the markets first), and an update sees what the
 * last holder left even when that was committed after the statement began. So a market that is not as it was when the batch
 * was decided is noticed, and undoes it all; so does a person or a variant of which something else was remembered than the
 * statement sees. A batch may be sent behind the one before it: the name of the last that was committed is kept with the connection,
 * and rolled back with a transaction.
 */
const RECORD = `/* record a batch */
  with market as materialized (${market.rows}), locked as materialized (
    select count(pg_advisory_xact_lock(lock)) as locks from (${locksOf("market", MARKET_NAME, "market")}) as locks
  ), total as materialized (${total.rows}), people as materialized (
    -- It begins with "locked", because markets come before people.
    select count(pg_advisory_xact_lock(lock)) as locks
      from locked cross join lateral (${locksOf("cap of", "user_id", "total")}) as locks where locked.locks is not null
  ), counted as (
    update offers.placed_totals t set orders = n.orders, asks_minor = n.asks_minor
      from people, total n
     where t.user_id = n.user_id and t.currency = n.currency
       and t.orders = n.orders_before and t.asks_minor = n.asks_minor_before
    returning 1
  ), placed as (
    insert into offers.book_orders (${placed.names}) ${placed.rows}
  ), changed as (
    update offers.book_orders o
       set price_minor = c.price_minor, quantity = c.quantity, filled = c.filled, remaining = c.remaining,
           withdrawn = c.withdrawn, state = c.state, priority = c.priority, closed_sequence = c.closed_sequence
      from (${changed.rows}) as c
     where o.id = c.id
  ), traded as (
    insert into offers.trades (${trade.names}, state) ${trade.rows}, 'EXECUTED'
  ), answered as (
    insert into offers.answers (${answer.names}) ${answer.rows}
  ), announced as (
    -- What announce() of the outbox does, without a statement of its own: a batch has one round trip to write in.
    insert into offers.outbox (${event.names})
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb from (${event.rows}) as event
  ), marked as (
    update offers.markets m
       set sequence = n.sequence, lowest_ask_minor = n.lowest_ask_minor, highest_bid_minor = n.highest_bid_minor,
           ask_pieces = n.ask_pieces, bid_pieces = n.bid_pieces, last_trade_id = n.last_trade_id,
           last_price_minor = n.last_price_minor, previous_price_minor = n.previous_price_minor,
           next_expiry_at = n.next_expiry_at
      from locked, market n
     where m.variant_id = n.variant_id and m.currency = n.currency and m.sequence = n.sequence_before
    returning 1
  ), person as materialized (${person.rows}), variant as materialized (${variant.rows}), believed as (
    select (select count(*) from person p left join offers.traders t on t.user_id = p.user_id
             where coalesce(t.has_payment_method, false) = p.has_payment_method and coalesce(t.verified, false) = p.verified
               and t.selling_suspended_until is null) as people,
           (select count(*) from variant b join offers.variants v on v.id = b.id
             where v.tradable and v.product_id = b.product_id and v.category_slug = b.category_slug
               and v.authentication_required = b.authentication_required) as variants
  )
  select set_config('outcry.last_batch', $1::text, false)
   where case when (select count(*) from marked) <> (select count(*) from market)
                or (select count(*) from counted) <> (select count(*) from total)
                or (select people from believed) <> (select count(*) from person)
                or (select variants from believed) <> (select count(*) from variant)
                or $2::text <> coalesce(current_setting('outcry.last_batch', true), '')
    then offers.refuse_changed_markets() else true end`;

/**
 * What a batch is called, and which one it follows: it was decided as if that were committed, and is refused unless that was the last
 * that this connection committed. Null when it follows none.
 */
export type BatchNames = Readonly<{ batch: string; follows: string | null }>;

/** A batch as it is sent. */
export type EncodedRecords = readonly BinaryArray[];

/** Encodes a batch, which may be done long before it is sent. Throws TypeError or RangeError on what no column could hold. */
export const encodeRecords = (records: Records): EncodedRecords => [
  ...parametersOf(records.placed, PLACED),
  ...parametersOf(records.changed, CHANGED),
  ...parametersOf(records.trades, TRADED),
  ...parametersOf(records.answers, ANSWERED),
  ...parametersOf(records.placedTotals, TOTALS),
  ...parametersOf(records.markets, MARKETS),
  ...parametersOf(records.believed?.people ?? [], PEOPLE),
  ...parametersOf(records.believed?.variants ?? [], VARIANTS),
  ...parametersOf(records.events, EVENT_COLUMNS),
];

/**
 * Writes a batch with one statement: orders, trades, answers and market rows stand or fall together, in the
 * transaction they are given or in one of their own. Throws DatabaseConflictError when a market is no longer at the sequence
 * at which the batch was decided, somebody with caps placed something else, or what was believed is not so, and then nothing
 * is written.
 */
export async function recordEncoded(on: Runner, records: EncodedRecords, names: BatchNames): Promise<void> {
  await runPrepared(on, RECORD, [names.batch, names.follows, ...records], "unknown");
}

/** Encodes and writes a batch: see `recordEncoded`. */
export const record = (on: Runner, records: Records): Promise<void> =>
  recordEncoded(on, encodeRecords(records), { batch: "", follows: null });
