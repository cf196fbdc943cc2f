import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  numeric,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

const minor = (name: string) => bigint(name, { mode: "bigint" });

/** One row per book. It is locked by whoever changes the book, and it is the only lock there is. */
export const markets = offers.table(
  "markets",
  {
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    productId: uuid("product_id").notNull(),
    /** How many commands changed the book; without a gap. */
    sequence: bigint({ mode: "bigint" }).notNull().default(sql`0`),
    halted: boolean().notNull().default(false),
    lowestAskMinor: minor("lowest_ask_minor"),
    highestBidMinor: minor("highest_bid_minor"),
    /** Pieces in the book. */
    askPieces: bigint("ask_pieces", { mode: "bigint" }).notNull().default(sql`0`),
    bidPieces: bigint("bid_pieces", { mode: "bigint" }).notNull().default(sql`0`),
    lastTradeId: uuid("last_trade_id"),
    lastPriceMinor: minor("last_price_minor"),
    previousPriceMinor: minor("previous_price_minor"),
    /** No order in the book expires before this; past it, the figures above are recomputed on read until the sweep has been. */
    nextExpiryAt: timestamp("next_expiry_at", { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.variantId, table.currency] }),
    index("markets_of_product").on(table.productId, table.currency),
    index("markets_to_sweep").on(table.nextExpiryAt).where(sql`${table.nextExpiryAt} is not null`),
    check("a_book_is_never_crossed", sql`${table.highestBidMinor} < ${table.lowestAskMinor}`),
    check("pieces_are_never_negative", sql`${table.askPieces} >= 0 and ${table.bidPieces} >= 0`),
  ],
);

/** Who halted which market, and let it go on, and why. Only ever added to. */
export const marketHalts = offers.table(
  "market_halts",
  {
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    /** The market's sequence with it. */
    sequence: bigint({ mode: "bigint" }).notNull(),
    halted: boolean().notNull(),
    byUserId: uuid("by_user_id").notNull(),
    reason: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.currency, table.sequence] })],
);

/**
 * Prices over stretches of time, of the trades up to each market's `candle_progress`. With those after it they are the view
 * `candles_to_date`, which is what readers ask.
 */
export const candles = offers.table(
  "candles",
  {
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    interval: text().notNull(),
    start: timestamp({ withTimezone: true }).notNull(),
    open: minor("open_minor").notNull(),
    high: minor("high_minor").notNull(),
    low: minor("low_minor").notNull(),
    close: minor("close_minor").notNull(),
    volume: bigint({ mode: "bigint" }).notNull(),
    count: integer().notNull(),
    /** Sum of price × pieces, beyond what 64 bits hold. */
    turnover: numeric().notNull(),
    /** Of the trades' logarithmic returns: how many, their sum, and the sum of their squares. */
    returns: integer().notNull(),
    returnSum: doublePrecision("return_sum").notNull(),
    returnSquares: doublePrecision("return_squares").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.variantId, table.currency, table.interval, table.start] }),
    index("candles_of_the_hour").on(table.start).where(sql`${table.interval} = 'HOUR'`),
    check(
      "a_candle_holds_its_ends",
      sql`${table.low} <= least(${table.open}, ${table.close}) and ${table.high} >= greatest(${table.open}, ${table.close})`,
    ),
    check("a_candle_has_trades", sql`${table.count} > 0 and ${table.volume} >= ${table.count}`),
  ],
);

/** Up to which of its sequences the trades of a market are drawn in its candles; a market without a row has none drawn. */
export const candleProgress = offers.table(
  "candle_progress",
  {
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    sequence: bigint({ mode: "bigint" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.currency] })],
);
