import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

/** Meetings of a bid and an ask. */
export const trades = offers.table(
  "trades",
  {
    id: uuid().primaryKey(),
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    productId: uuid("product_id").notNull(),
    bidId: uuid("bid_id").notNull(),
    askId: uuid("ask_id").notNull(),
    buyerId: uuid("buyer_id").notNull(),
    sellerId: uuid("seller_id").notNull(),
    priceMinor: bigint("price_minor", { mode: "bigint" }).notNull(),
    quantity: integer().notNull(),
    state: text({ enum: ["EXECUTED", "BUSTED"] }).notNull(),
    taker: text({ enum: ["BID", "ASK"] }).notNull(),
    executedAt: timestamp("executed_at", { withTimezone: true }).notNull(),
    /** The market's sequence when it happened, and its place among the trades of that one command. */
    sequence: bigint({ mode: "bigint" }).notNull(),
    ordinal: integer().notNull(),
    /** Natural logarithm of its price over that of the standing sale before it; null for the first. */
    logReturn: doublePrecision("log_return"),
    defaultedBy: text("defaulted_by", { enum: ["BUYER", "SELLER"] }),
    bustedSequence: bigint("busted_sequence", { mode: "bigint" }),
  },
  (table) => [
    unique("a_trade_has_its_place_in_the_market").on(
      table.variantId,
      table.currency,
      table.sequence,
      table.ordinal,
    ),
    index("trades_by_time").on(table.variantId, table.currency, table.executedAt),
    index("trades_of_buyer").on(table.buyerId, table.id),
    index("trades_of_seller").on(table.sellerId, table.id),
    check("a_trade_has_pieces_and_a_price", sql`${table.quantity} > 0 and ${table.priceMinor} > 0`),
    check("nobody_trades_with_themselves", sql`${table.buyerId} <> ${table.sellerId}`),
    check(
      "a_busted_trade_has_a_defaulter",
      sql`(${table.state} = 'BUSTED') = (${table.defaultedBy} is not null)
        and (${table.state} = 'BUSTED') = (${table.bustedSequence} is not null)`,
    ),
  ],
);
