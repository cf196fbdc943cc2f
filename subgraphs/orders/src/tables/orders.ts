import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, text, uuid } from "drizzle-orm/pg-core";
import type { Address } from "../domain/address.ts";
import type { OrderState } from "../domain/lifecycle.ts";
import type { CancellationReason, DefaultedBy } from "../domain/order.ts";
import { instant, minor, orders as schema } from "./schema.ts";

export const orders = schema.table(
  "orders",
  {
    id: uuid().primaryKey(),
    number: text().notNull().unique("an_order_number_is_given_once"),
    tradeId: uuid("trade_id").unique("a_trade_becomes_one_order"),
    offerId: uuid("offer_id").unique("an_offer_becomes_one_order"),
    cartId: uuid("cart_id"),
    state: text().$type<OrderState>().notNull(),
    buyerId: uuid("buyer_id").notNull(),
    sellerId: uuid("seller_id").notNull(),
    currency: text().notNull(),
    subtotalMinor: minor("subtotal_minor").notNull(),
    shippingMinor: minor("shipping_minor").notNull(),
    totalMinor: minor("total_minor").notNull(),
    transactionFeeMinor: minor("transaction_fee_minor"),
    processingFeeMinor: minor("processing_fee_minor"),
    payoutMinor: minor("payout_minor"),
    categorySlug: text("category_slug"),
    authenticationRequired: boolean("authentication_required").notNull(),
    shippingAddress: jsonb("shipping_address").$type<Address>(),
    confirmedAt: instant("confirmed_at"),
    shipBy: instant("ship_by"),
    cancellationReason: text("cancellation_reason").$type<CancellationReason>(),
    defaultedBy: text("defaulted_by").$type<DefaultedBy>(),
    cancellationSentence: text("cancellation_sentence"),
    cancellationDetail: text("cancellation_detail"),
    eventCount: integer("event_count").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    index("orders_by_buyer").on(table.buyerId, table.createdAt, table.id),
    index("orders_by_seller").on(table.sellerId, table.createdAt, table.id),
    index("orders_by_cart").on(table.cartId).where(sql`${table.cartId} is not null`),
    index("orders_waiting_to_be_shipped").on(table.shipBy).where(sql`${table.state} = 'CONFIRMED'`),
    check(
      "an_order_comes_through_exactly_one_door",
      sql`num_nonnulls(${table.tradeId}, ${table.offerId}, ${table.cartId}) = 1`,
    ),
    check("nobody_buys_from_themselves", sql`${table.buyerId} <> ${table.sellerId}`),
    check("a_subtotal_is_positive", sql`${table.subtotalMinor} > 0`),
    check("shipping_is_not_negative", sql`${table.shippingMinor} >= 0`),
    check(
      "the_total_is_the_subtotal_and_shipping",
      sql`${table.totalMinor} = ${table.subtotalMinor} + ${table.shippingMinor}`,
    ),
    check(
      "fees_and_payout_make_up_the_subtotal",
      sql`${table.transactionFeeMinor} + ${table.processingFeeMinor} + ${table.payoutMinor} = ${table.subtotalMinor}
        or num_nonnulls(${table.transactionFeeMinor}, ${table.processingFeeMinor}, ${table.payoutMinor}) = 0`,
    ),
    check(
      "an_order_that_was_confirmed_has_a_deadline",
      sql`${table.state} in ('PENDING', 'AWAITING_PAYMENT', 'CANCELLED', 'REFUNDED')
        or num_nonnulls(${table.confirmedAt}, ${table.shipBy}) = 2`,
    ),
    check(
      "a_cancelled_order_says_why",
      sql`(${table.state} = 'CANCELLED') <= (${table.cancellationReason} is not null)`,
    ),
    check(
      "a_state_is_one_of_the_lifecycle",
      sql`${table.state} in ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'SELLER_SHIPPING', 'AUTHENTICATING',
        'AUTHENTICATED', 'SHIPPING_TO_BUYER', 'DELIVERED', 'COMPLETED', 'CANCELLED', 'AUTHENTICATION_FAILED',
        'RETURNED', 'REFUNDED')`,
    ),
  ],
);
