import {
  fromWire,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  PersonDefaulted,
  VariantChanged,
} from "@outcry/contracts";
import type { EventHandlers } from "@outcry/outbox";
import { keepVariant } from "./commands/fee-preview.ts";
import { requestPenalty } from "./commands/hear-defaults.ts";
import { requestCharge, requestRefund, requestRelease } from "./commands/hear-orders.ts";

/** What payments hears, by who announces it. What it announces is in commands/announcements.ts. */
export const hears: Readonly<Record<"catalog" | "orders", EventHandlers>> = {
  catalog: {
    [VariantChanged.type]: (tx, event) => keepVariant(tx, VariantChanged.read(event)),
  },
  orders: {
    [OrderPlaced.type]: (tx, event) => {
      const { orderId, number, buyerId, sellerId, total, categorySlug } = OrderPlaced.read(event);
      return requestCharge(tx, { orderId, number, buyerId, sellerId, total: fromWire(total), categorySlug });
    },
    [OrderDelivered.type]: (tx, event) => requestRelease(tx, OrderDelivered.read(event).orderId),
    [OrderCancelled.type]: (tx, event) => requestRefund(tx, OrderCancelled.read(event).orderId),
    [PersonDefaulted.type]: (tx, event) => {
      const { orderId, number, userId, role, reason, subtotal } = PersonDefaulted.read(event);
      return requestPenalty(tx, { orderId, number, userId, role, reason, subtotal: fromWire(subtotal) });
    },
  },
};
