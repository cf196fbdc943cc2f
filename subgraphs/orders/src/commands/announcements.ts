import {
  type AnnouncedEvent,
  OrderCancelled,
  OrderCompleted,
  OrderConfirmed,
  OrderDelivered,
  OrderPlaced,
  OrderShipped,
  PersonDefaulted,
  toWire,
} from "@outcry/contracts";
import { invariant } from "@outcry/kernel";
import type { Mark } from "../domain/defaults.ts";
import type { DraftOrder } from "../domain/draft.ts";
import type { Order } from "../domain/order.ts";
import type { Parcel } from "../domain/parcel.ts";
import type { Marked } from "../store/defaults.ts";

/** What every announcement of an order begins with. */
const wordsOf = (order: Order) => ({
  orderId: order.id,
  number: order.number,
  origin: order.origin,
  buyerId: order.buyerId,
  sellerId: order.sellerId,
  subtotal: toWire(order.subtotal),
  shipping: toWire(order.shipping),
  total: toWire(order.total),
  categorySlug: order.categorySlug,
});

export const placed = (draft: DraftOrder): AnnouncedEvent =>
  OrderPlaced.of(draft.id, {
    orderId: draft.id,
    number: draft.number,
    origin: { kind: "TRADE", tradeId: draft.tradeId },
    buyerId: draft.buyerId,
    sellerId: draft.sellerId,
    subtotal: toWire(draft.subtotal),
    shipping: toWire(draft.shipping),
    total: toWire(draft.total),
    categorySlug: draft.categorySlug,
  });

export function confirmed(order: Order): AnnouncedEvent {
  invariant(order.shipBy, "A confirmed order has a deadline.");
  return OrderConfirmed.of(order.id, { ...wordsOf(order), shipBy: order.shipBy.toISOString() });
}

export function cancelled(order: Order): AnnouncedEvent {
  invariant(order.cancellation, "A cancelled order says why.");
  const { reason, defaultedBy } = order.cancellation;
  return OrderCancelled.of(order.id, { ...wordsOf(order), reason, defaultedBy });
}

export const defaulted = (order: Order, mark: Mark, { count, suspendedUntil }: Marked): AnnouncedEvent =>
  PersonDefaulted.of(order.id, {
    ...mark,
    orderId: order.id,
    number: order.number,
    subtotal: toWire(order.subtotal),
    defaults: count,
    sellingSuspendedUntil: suspendedUntil?.toISOString() ?? null,
  });

export const shipped = (order: Order, parcel: Parcel): AnnouncedEvent =>
  OrderShipped.of(order.id, { ...wordsOf(order), ...parcel, destination: order.shippingAddress });

export const delivered = (order: Order, deliveredAt: Date): AnnouncedEvent =>
  OrderDelivered.of(order.id, { ...wordsOf(order), deliveredAt: deliveredAt.toISOString() });

export const completed = (order: Order): AnnouncedEvent => OrderCompleted.of(order.id, wordsOf(order));
