import { z } from "zod";
import { event, id, instant, wireMoney } from "./event.ts";
import { postalAddress } from "./identity.ts";

/** Which of the three doors an order came through. */
export const orderOrigin = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("TRADE"), tradeId: id }),
  z.object({ kind: z.literal("OFFER"), offerId: id }),
  z.object({ kind: z.literal("CART"), cartId: id }),
]);
export type OrderOrigin = z.infer<typeof orderOrigin>;

const order = z.object({
  orderId: id,
  number: z.string(),
  origin: orderOrigin,
  buyerId: id,
  sellerId: id,
  subtotal: wireMoney,
  shipping: wireMoney,
  /** What the buyer is charged. */
  total: wireMoney,
  categorySlug: z.string().nullable(),
});

/** An order waits for its payment. Payments charges the buyer's saved method for it, once. */
export const OrderPlaced = event("orders.order_placed", "1", "order", order);

/** The payment is held and the seller is asked to ship. */
export const OrderConfirmed = event(
  "orders.order_confirmed",
  "1",
  "order",
  order.extend({ shipBy: instant }),
);

/** The order will not be fulfilled. `defaultedBy` says whose fault it is; null when nobody's. */
export const OrderCancelled = event(
  "orders.order_cancelled",
  "1",
  "order",
  order.extend({
    defaultedBy: z.enum(["BUYER", "SELLER"]).nullable(),
    reason: z.enum([
      "PAYMENT_FAILED",
      "SHIPPING_OVERDUE",
      "CANCELLED_BY_BUYER",
      "CANCELLED_BY_SELLER",
      "CANCELLED_BY_SUPPORT",
    ]),
  }),
);

/**
 * One side of an order defaulted, and is marked for it: announced beside OrderCancelled, in the same transaction, when a
 * penalty is due. Payments charges it, and the market refuses asks of a suspended seller.
 */
export const PersonDefaulted = event(
  "orders.person_defaulted",
  "1",
  "order",
  z.object({
    orderId: id,
    number: z.string(),
    /** Who defaulted, and on which side. */
    userId: id,
    role: z.enum(["BUYER", "SELLER"]),
    reason: z.enum(["PAYMENT_FAILED", "SHIPPING_OVERDUE"]),
    /** The price the penalty is a share of. */
    subtotal: wireMoney,
    /** How often they defaulted on this side within the time that counts, this time included. */
    defaults: z.int().positive(),
    /** Until when they may place no asks; null when they may. */
    sellingSuspendedUntil: instant.nullable(),
  }),
);

export const OrderShipped = event(
  "orders.order_shipped",
  "1",
  "order",
  order.extend({ carrier: z.string(), trackingNumber: z.string(), destination: postalAddress.nullable() }),
);

/** The buyer has the goods. Payments releases the held funds to the seller. */
export const OrderDelivered = event(
  "orders.order_delivered",
  "1",
  "order",
  order.extend({ deliveredAt: instant }),
);

/** Everything is settled; nothing more will happen by itself. */
export const OrderCompleted = event("orders.order_completed", "1", "order", order);
