import { sql } from "drizzle-orm";
import { bigint, check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

const sequence = (name: string) => bigint(name, { mode: "bigint" });

/** Bids and asks, in the book or out of it. */
export const bookOrders = offers.table(
  "book_orders",
  {
    id: uuid().primaryKey(),
    side: text({ enum: ["BID", "ASK"] }).notNull(),
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    /** A User of identity. No foreign key: another schema is another service. */
    userId: uuid("user_id").notNull(),
    priceMinor: bigint("price_minor", { mode: "bigint" }).notNull(),
    quantity: integer().notNull(),
    filled: integer().notNull(),
    remaining: integer().notNull(),
    withdrawn: integer().notNull(),
    state: text({ enum: ["ACTIVE", "PAUSED", "FILLED", "CANCELLED", "EXPIRED"] }).notNull(),
    /** The market's sequence when it took its place in time. */
    priority: sequence("priority").notNull(),
    placedSequence: sequence("placed_sequence").notNull(),
    closedSequence: sequence("closed_sequence"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (table) => [
    // Best first, for both sides: partial on the state, because a comparison of columns would never match an index.
    index("bids_in_the_book")
      .on(table.variantId, table.currency, table.priceMinor.desc(), table.priority)
      .where(sql`${table.state} = 'ACTIVE' and ${table.side} = 'BID'`),
    index("asks_in_the_book")
      .on(table.variantId, table.currency, table.priceMinor, table.priority)
      .where(sql`${table.state} = 'ACTIVE' and ${table.side} = 'ASK'`),
    index("orders_by_expiry")
      .on(table.variantId, table.currency, table.expiresAt)
      .where(sql`${table.state} = 'ACTIVE'`),
    // Two that share nothing: an order enters the second when it leaves the first, and is in one of them at a time.
    index("closed_orders_of_user")
      .on(table.userId, table.side, table.id)
      .where(sql`${table.state} <> 'ACTIVE'`),
    index("open_orders_of_user").on(table.userId, table.side, table.id).where(sql`${table.state} = 'ACTIVE'`),
    check("a_price_is_positive", sql`${table.priceMinor} > 0`),
    check(
      "every_piece_is_filled_remaining_or_withdrawn",
      sql`${table.filled} >= 0 and ${table.remaining} >= 0 and ${table.withdrawn} >= 0
        and ${table.quantity} > 0 and ${table.quantity} = ${table.filled} + ${table.remaining} + ${table.withdrawn}`,
    ),
    check(
      "only_an_active_or_paused_order_remains",
      sql`(${table.state} in ('ACTIVE', 'PAUSED')) = (${table.remaining} > 0)`,
    ),
    check("only_bids_are_paused", sql`${table.state} <> 'PAUSED' or ${table.side} = 'BID'`),
    check(
      "an_order_out_of_the_book_left_it_once",
      sql`(${table.state} = 'ACTIVE') = (${table.closedSequence} is null)`,
    ),
  ],
);

/** How bids and asks were amended; the order itself holds only how it stands now. */
export const amendments = offers.table(
  "amendments",
  {
    orderId: uuid("order_id").notNull(),
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    sequence: sequence("sequence").notNull(),
    priceBeforeMinor: bigint("price_before_minor", { mode: "bigint" }).notNull(),
    quantityBefore: integer("quantity_before").notNull(),
    priceMinor: bigint("price_minor", { mode: "bigint" }).notNull(),
    quantity: integer().notNull(),
    amendedAt: timestamp("amended_at", { withTimezone: true }).notNull(),
  },
  (table) => [index("amendments_of_market").on(table.variantId, table.currency, table.sequence)],
);
