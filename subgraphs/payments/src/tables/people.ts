import { sql } from "drizzle-orm";
import { boolean, check, index, integer, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, payments as schema } from "./schema.ts";

/** People as the provider knows them when they pay. */
export const customers = schema.table("customers", {
  userId: uuid("user_id").primaryKey(),
  providerRef: text("provider_ref").notNull().unique("a_customer_is_one_person"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** People as the provider knows them when they are paid. */
export const sellerAccounts = schema.table("seller_accounts", {
  userId: uuid("user_id").primaryKey(),
  providerRef: text("provider_ref").notNull().unique("a_seller_account_is_one_persons"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Saved ways to pay: what the provider tells of them, and nothing secret. */
export const paymentMethods = schema.table(
  "payment_methods",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => customers.userId),
    providerRef: text("provider_ref").notNull().unique("a_method_is_saved_once"),
    brand: text().notNull(),
    last4: text().notNull(),
    expiryMonth: integer("expiry_month").notNull(),
    expiryYear: integer("expiry_year").notNull(),
    isDefault: boolean("is_default").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
    /** When a charge of it was declined: as long as it is the only one, its owner has none that works. */
    declinedAt: instant("declined_at"),
    /** When the provider forgot it too. */
    detachedAt: instant("detached_at"),
  },
  (table) => [
    uniqueIndex("a_person_has_one_default_method").on(table.userId).where(sql`${table.isDefault}`),
    index("payment_methods_on_file").on(table.userId, table.createdAt).where(sql`${table.removedAt} is null`),
    index("payment_methods_to_detach")
      .on(table.removedAt)
      .where(sql`${table.removedAt} is not null and ${table.detachedAt} is null`),
    check("a_removed_method_is_not_charged", sql`${table.removedAt} is null or not ${table.isDefault}`),
    check("an_expiry_month_is_a_month", sql`${table.expiryMonth} between 1 and 12`),
  ],
);

/** Which category a variant is in: a copy of what catalog announces, for fees. */
export const variants = schema.table("variants", {
  variantId: uuid("variant_id").primaryKey(),
  categorySlug: text("category_slug").notNull(),
});
