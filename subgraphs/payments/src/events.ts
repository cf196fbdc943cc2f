import {
  fromWire,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  PersonDefaulted,
  VariantChanged,
} from "@outcry/contracts";
import { type EventHandlers, type FeedEvent, together } from "@outcry/outbox";
import { keepVariant } from "./commands/fee-preview.ts";
import { requestPenalties } from "./commands/hear-defaults.ts";
import { requestCharges, requestRefunds, requestReleases } from "./commands/hear-orders.ts";

function placedIn(event: FeedEvent) {
  const { orderId, number, buyerId, sellerId, total, categorySlug } = OrderPlaced.read(event);
  return { orderId, number, buyerId, sellerId, total: fromWire(total), categorySlug };
}

function defaultIn(event: FeedEvent) {
  const { orderId, number, userId, role, reason, subtotal } = PersonDefaulted.read(event);
  return { orderId, number, userId, role, reason, subtotal: fromWire(subtotal) };
}

/** What payments hears, by who announces it. What it announces is in commands/announcements.ts. */
export const hears: Readonly<Record<"catalog" | "orders", EventHandlers>> = {
  catalog: {
    [VariantChanged.type]: (tx, event) => keepVariant(tx, VariantChanged.read(event)),
  },
  orders: {
    [OrderPlaced.type]: together(placedIn, requestCharges),
    [OrderDelivered.type]: together(OrderDelivered.read, requestReleases),
    [OrderCancelled.type]: together(OrderCancelled.read, requestRefunds),
    [PersonDefaulted.type]: together(defaultIn, requestPenalties),
  },
};
