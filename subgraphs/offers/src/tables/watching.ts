import { sql } from "drizzle-orm";
import { bigint, check, index, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

/** What people watch. Ids grow with time, so a list in their order is a list in the order of adding. */
export const watchlist = offers.table(
  "watchlist",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id").notNull(),
    variantId: uuid("variant_id").notNull(),
    addedAt: timestamp("added_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("a_variant_is_watched_once").on(table.userId, table.variantId),
    index("watchlist_of_user").on(table.userId, table.id),
  ],
);

/** Prices that people wait for, each told of once. */
export const priceAlerts = offers.table(
  "price_alerts",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id").notNull(),
    variantId: uuid("variant_id").notNull(),
    currency: text().notNull(),
    kind: text({ enum: ["ABOVE", "BELOW", "NEW_LOWEST_ASK", "EXPIRING"] }).notNull(),
    priceMinor: bigint("price_minor", { mode: "bigint" }),
    /** The lowest ask when the alert was made; what a new one must be under. */
    lowestAskThenMinor: bigint("lowest_ask_then_minor", { mode: "bigint" }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    triggeredAt: timestamp("triggered_at", { withTimezone: true }),
    triggeredPriceMinor: bigint("triggered_price_minor", { mode: "bigint" }),
  },
  (table) => [
    index("price_alerts_of_user").on(table.userId, table.id),
    index("price_alerts_waiting")
      .on(table.variantId, table.currency)
      .where(sql`${table.triggeredAt} is null`),
    index("price_alerts_told").on(table.triggeredAt).where(sql`${table.triggeredAt} is not null`),
    check(
      "an_alert_has_a_price_when_it_waits_for_one",
      sql`(${table.kind} in ('ABOVE', 'BELOW')) = (${table.priceMinor} is not null)`,
    ),
  ],
);
