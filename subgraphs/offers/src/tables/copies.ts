import { bigint, boolean, date, index, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

/** Our copy of what catalog announces of each variant: what may be traded, and what a trade says about it. */
export const variants = offers.table(
  "variants",
  {
    id: uuid().primaryKey(),
    productId: uuid("product_id").notNull(),
    productName: text("product_name").notNull(),
    size: text(),
    categorySlug: text("category_slug").notNull(),
    retailMinor: bigint("retail_minor", { mode: "bigint" }),
    retailCurrency: text("retail_currency"),
    releaseDate: date("release_date"),
    tradable: boolean().notNull(),
    authenticationRequired: boolean("authentication_required").notNull(),
  },
  (table) => [index("variants_of_product").on(table.productId)],
);

/** Our copy of what identity and payments announce of each person who may trade. */
export const traders = offers.table("traders", {
  userId: uuid("user_id").primaryKey(),
  hasPaymentMethod: boolean("has_payment_method").notNull().default(false),
  verified: boolean().notNull().default(false),
  /** Until when orders has suspended them from selling; null when it never did. */
  sellingSuspendedUntil: timestamp("selling_suspended_until", { withTimezone: true }),
});

/**
 * All that people who are not verified ever placed, which only grows: whoever adds to their open orders adds to this as well.
 * See store/capped-traders.ts.
 */
export const placedTotals = offers.table(
  "placed_totals",
  {
    userId: uuid("user_id").notNull(),
    currency: text().notNull(),
    orders: bigint({ mode: "bigint" }).notNull(),
    /** What the asks among them were worth when they were placed, in minor units. */
    asksMinor: bigint("asks_minor", { mode: "bigint" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.currency] })],
);
