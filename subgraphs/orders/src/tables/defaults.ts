import { sql } from "drizzle-orm";
import { check, index, text, uuid } from "drizzle-orm/pg-core";
import type { DefaultReason } from "../domain/defaults.ts";
import type { DefaultedBy } from "../domain/order.ts";
import { orders } from "./orders.ts";
import { instant, orders as schema } from "./schema.ts";

/** Who defaulted on which order: once each, and never taken back. */
export const defaults = schema.table(
  "defaults",
  {
    orderId: uuid("order_id")
      .primaryKey()
      .references(() => orders.id),
    userId: uuid("user_id").notNull(),
    role: text().$type<DefaultedBy>().notNull(),
    reason: text().$type<DefaultReason>().notNull(),
    at: instant("at").notNull(),
    /** Until when this one suspends its seller; null when it does not. */
    suspendedUntil: instant("suspended_until"),
  },
  (table) => [
    index("defaults_of_person").on(table.userId, table.role, table.at),
    check("only_sellers_are_suspended", sql`${table.suspendedUntil} is null or ${table.role} = 'SELLER'`),
  ],
);
