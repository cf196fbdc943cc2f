import { sql } from "drizzle-orm";
import { boolean, check, index, integer, text, uuid } from "drizzle-orm/pg-core";
import type { PaymentState } from "../domain/payment.ts";
import { instant, minor, payments as schema } from "./schema.ts";

export const payments = schema.table(
  "payments",
  {
    id: uuid().primaryKey(),
    orderId: uuid("order_id").notNull().unique("an_order_has_one_payment"),
    orderNumber: text("order_number").notNull(),
    buyerId: uuid("buyer_id").notNull(),
    sellerId: uuid("seller_id").notNull(),
    state: text().$type<PaymentState>().notNull(),
    provider: text().$type<"stripe" | "history">().notNull(),
    currency: text().notNull(),
    amountMinor: minor("amount_minor").notNull(),
    refundedMinor: minor("refunded_minor").notNull().default(sql`0`),
    categorySlug: text("category_slug"),
    transactionFeeMinor: minor("transaction_fee_minor").notNull(),
    processingFeeMinor: minor("processing_fee_minor").notNull(),
    payoutMinor: minor("payout_minor").notNull(),
    /** Chosen when the first request is made, and the same in every repetition of it. */
    methodRef: text("method_ref"),
    customerRef: text("customer_ref"),
    attempt: integer().notNull().default(1),
    intentRef: text("intent_ref").unique("an_intent_pays_for_one_order"),
    chargeRef: text("charge_ref").unique("a_charge_pays_for_one_order"),
    transferRef: text("transfer_ref").unique("a_transfer_releases_one_payment"),
    refundRef: text("refund_ref").unique("a_refund_is_of_one_payment"),
    /** The order was called off before the charge was settled: what is charged goes straight back. */
    isUnwanted: boolean("is_unwanted").notNull().default(false),
    failureCode: text("failure_code"),
    failureMessage: text("failure_message"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("payments_held_for_a_seller").on(table.sellerId).where(sql`${table.state} = 'HELD'`),
    check("an_amount_is_positive", sql`${table.amountMinor} > 0`),
    check("nobody_pays_themselves", sql`${table.buyerId} <> ${table.sellerId}`),
    check(
      "fees_and_payout_make_up_the_amount",
      sql`${table.transactionFeeMinor} + ${table.processingFeeMinor} + ${table.payoutMinor} = ${table.amountMinor}
        and least(${table.transactionFeeMinor}, ${table.processingFeeMinor}, ${table.payoutMinor}) >= 0`,
    ),
    check("a_refund_is_at_most_the_amount", sql`${table.refundedMinor} between 0 and ${table.amountMinor}`),
    check(
      "a_failed_payment_says_why",
      sql`(${table.state} = 'FAILED') = (${table.failureMessage} is not null)`,
    ),
    check(
      "a_held_payment_was_charged",
      sql`${table.state} not in ('HELD', 'RELEASED', 'REFUNDED') or ${table.provider} = 'history'
        or ${table.chargeRef} is not null`,
    ),
    check("a_provider_is_known", sql`${table.provider} in ('stripe', 'history')`),
    check(
      "a_state_is_one_of_the_lifecycle",
      sql`${table.state} in ('PENDING', 'REQUIRES_ACTION', 'HELD', 'RELEASED', 'REFUNDED', 'FAILED')`,
    ),
  ],
);
