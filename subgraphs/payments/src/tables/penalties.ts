import { sql } from "drizzle-orm";
import { check, index, integer, text, uuid } from "drizzle-orm/pg-core";
import type { PenaltyReason, PenaltyRole, PenaltyState } from "../domain/penalty.ts";
import { instant, minor, payments as schema } from "./schema.ts";

/** What people owe for having defaulted on an order: written down before it is collected, so that any instance can go on. */
export const penalties = schema.table(
  "penalties",
  {
    id: uuid().primaryKey(),
    orderId: uuid("order_id").notNull().unique("an_order_has_one_penalty"),
    orderNumber: text("order_number").notNull(),
    /** The payment of the order, for the books. */
    paymentId: uuid("payment_id").notNull(),
    userId: uuid("user_id").notNull(),
    role: text().$type<PenaltyRole>().notNull(),
    reason: text().$type<PenaltyReason>().notNull(),
    state: text().$type<PenaltyState>().notNull(),
    currency: text().notNull(),
    amountMinor: minor("amount_minor").notNull(),
    /** The method that is charged: chosen before the first request, the same in every repetition of it, none once it is declined. */
    methodRef: text("method_ref"),
    customerRef: text("customer_ref"),
    attempt: integer().notNull().default(1),
    intentRef: text("intent_ref"),
    chargeRef: text("charge_ref").unique("a_charge_pays_one_penalty"),
    tries: integer().notNull().default(0),
    /** When it may be tried (again): the time of the next try, or the end of the lease of whoever is trying. */
    dueAt: instant("due_at").notNull().defaultNow(),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().defaultNow(),
    settledAt: instant("settled_at"),
  },
  (table) => [
    index("penalties_due").on(table.dueAt).where(sql`${table.state} = 'DUE'`),
    index("penalties_owed").on(table.userId).where(sql`${table.state} = 'OWED'`),
    check("a_penalty_is_positive", sql`${table.amountMinor} > 0`),
    check("a_state_of_a_penalty_is_known", sql`${table.state} in ('DUE', 'OWED', 'CHARGED', 'DEDUCTED')`),
    check(
      "a_charged_penalty_was_charged",
      sql`(${table.state} = 'CHARGED') = (${table.chargeRef} is not null)`,
    ),
    check(
      "a_collected_penalty_is_settled",
      sql`(${table.state} in ('CHARGED', 'DEDUCTED')) = (${table.settledAt} is not null)`,
    ),
  ],
);
