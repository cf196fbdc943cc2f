import { sql } from "drizzle-orm";
import { check, integer, jsonb, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { OrderState } from "../domain/lifecycle.ts";
import { orders } from "./orders.ts";
import { instant, minor, orders as schema } from "./schema.ts";

export const orderLines = schema.table(
  "order_lines",
  {
    id: uuid().primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    number: integer().notNull(),
    variantId: uuid("variant_id"),
    listingId: uuid("listing_id"),
    quantity: integer().notNull(),
    unitPriceMinor: minor("unit_price_minor").notNull(),
    currency: text().notNull(),
  },
  (table) => [
    unique("a_line_has_its_own_place").on(table.orderId, table.number),
    check("a_line_is_for_one_thing", sql`num_nonnulls(${table.variantId}, ${table.listingId}) = 1`),
    check("a_quantity_is_positive", sql`${table.quantity} > 0`),
    check("a_unit_price_is_positive", sql`${table.unitPriceMinor} > 0`),
  ],
);

/** What happened to orders. Rows are only ever added: a trigger refuses the rest. */
export const orderEvents = schema.table(
  "order_events",
  {
    id: uuid().notNull().unique("an_event_has_its_own_id"),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    /** Counts from 1 within the order, without gaps. */
    number: integer().notNull(),
    type: text().notNull(),
    /** The states before and after; equal when the event is not a transition. Null before the first. */
    fromState: text("from_state").$type<OrderState>(),
    toState: text("to_state").$type<OrderState>().notNull(),
    message: text().notNull(),
    /** Facts that came with it, for whoever investigates. */
    data: jsonb().$type<Record<string, unknown>>(),
    occurredAt: instant("occurred_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.number] }),
    check("events_count_from_one", sql`${table.number} >= 1`),
  ],
);

export const shipments = schema.table(
  "shipments",
  {
    id: uuid().primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    leg: text().$type<"TO_BUYER" | "TO_AUTHENTICATOR">().notNull(),
    carrier: text().notNull(),
    trackingNumber: text("tracking_number").notNull(),
    shippedAt: instant("shipped_at").notNull(),
    deliveredAt: instant("delivered_at"),
  },
  (table) => [
    unique("an_order_is_shipped_once_a_leg").on(table.orderId, table.leg),
    check("a_parcel_arrives_after_it_was_sent", sql`${table.deliveredAt} >= ${table.shippedAt}`),
  ],
);
