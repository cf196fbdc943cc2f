import { sql } from "drizzle-orm";
import { bigint, index, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

/** Payments that failed, and whose buyer's other bids are to be paused: written with the bust, settled by a worker. */
export const paymentDefaults = offers.table(
  "payment_defaults",
  {
    tradeId: uuid("trade_id").primaryKey(),
    userId: uuid("user_id").notNull(),
    failedAt: timestamp("failed_at", { withTimezone: true }).notNull(),
    /** When the last of their bids was out of its book; null while there may be more. */
    settledAt: timestamp("settled_at", { withTimezone: true }),
  },
  (table) => [index("payment_defaults_to_settle").on(table.failedAt).where(sql`${table.settledAt} is null`)],
);

/** Which bid left its book for which default, once each; what comes back by its owner is not paused for it again. */
export const pauses = offers.table(
  "pauses",
  {
    tradeId: uuid("trade_id").notNull(),
    orderId: uuid("order_id").notNull(),
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    /** The market's sequence with it. */
    sequence: bigint({ mode: "bigint" }).notNull(),
    pausedAt: timestamp("paused_at", { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tradeId, table.orderId] })],
);

/** Busts that were heard of while their market was halted, to be done once it goes on. */
export const waitingBusts = offers.table("waiting_busts", {
  tradeId: uuid("trade_id").primaryKey(),
  variantId: uuid("variant_id").notNull(),
  currency: text().notNull(),
  defaultedBy: text("defaulted_by", { enum: ["BUYER", "SELLER"] }).notNull(),
  reason: text().notNull(),
  heardAt: timestamp("heard_at", { withTimezone: true }).notNull(),
});
