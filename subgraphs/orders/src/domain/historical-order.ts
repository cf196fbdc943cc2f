import { after, MILLISECONDS, type Money, money, multiply } from "@outcry/kernel";
import type { Address } from "./address.ts";
import type { OrderState } from "./lifecycle.ts";
import type { SellerFees } from "./order.ts";
import { orderNumberOf } from "./order-number.ts";
import { shipByAfter } from "./shipping-window.ts";

export type PastTrade = Readonly<{
  tradeId: string;
  orderId: string;
  variantId: string;
  buyerId: string;
  sellerId: string;
  price: Money;
  quantity: number;
  categorySlug: string;
  executedAt: Date;
}>;

export type PastEvent = Readonly<{
  from: OrderState | null;
  to: OrderState;
  message: string;
  at: Date;
}>;

/** An order of the past that went as orders should. */
export type HistoricalOrder = Readonly<{
  id: string;
  number: string;
  trade: PastTrade;
  subtotal: Money;
  shipping: Money;
  address: Address | null;
  fees: SellerFees | null;
  confirmedAt: Date;
  shipBy: Date;
  shippedAt: Date;
  deliveredAt: Date;
  completedAt: Date;
  history: readonly PastEvent[];
  parcel: Readonly<{ carrier: string; trackingNumber: string }>;
}>;

const CARRIERS = ["UPS", "DHL", "USPS", "FedEx"] as const;

/** An order of a trade of the past: paid at once, shipped the next day, delivered four days later; never later than `now`. */
export function historicalOrder(
  trade: PastTrade,
  told: { address: Address | null; fees: SellerFees | null; now: Date },
): HistoricalOrder {
  const at = (milliseconds: number): Date => {
    const instant = after(trade.executedAt, milliseconds).getTime();
    return new Date(Math.min(instant, told.now.getTime()));
  };
  const confirmedAt = at(2 * MILLISECONDS.second);
  const shippedAt = at(MILLISECONDS.day);
  const deliveredAt = at(5 * MILLISECONDS.day);
  const completedAt = at(5 * MILLISECONDS.day + MILLISECONDS.minute);
  const number = orderNumberOf(trade.orderId);
  const carrier = CARRIERS[number.charCodeAt(number.length - 1) % CARRIERS.length] ?? "UPS";
  const trackingNumber = `OC${trade.orderId.replaceAll("-", "").slice(-14).toUpperCase()}`;
  const subtotal = multiply(trade.price, BigInt(trade.quantity));
  return {
    id: trade.orderId,
    number,
    trade,
    subtotal,
    shipping: money(0n, subtotal.currency),
    address: told.address,
    fees: told.fees,
    confirmedAt,
    shipBy: shipByAfter(confirmedAt),
    shippedAt,
    deliveredAt,
    completedAt,
    parcel: { carrier, trackingNumber },
    history: [
      { from: null, to: "PENDING", message: "A bid met an ask, and the order was opened.", at: at(0) },
      {
        from: "PENDING",
        to: "AWAITING_PAYMENT",
        message: "The buyer's saved payment method is being charged.",
        at: at(0),
      },
      {
        from: "AWAITING_PAYMENT",
        to: "CONFIRMED",
        message: "The payment is protected, and the seller was asked to ship.",
        at: confirmedAt,
      },
      {
        from: "CONFIRMED",
        to: "SHIPPING_TO_BUYER",
        message: `On its way to the buyer with ${carrier}, tracking number ${trackingNumber}.`,
        at: shippedAt,
      },
      {
        from: "SHIPPING_TO_BUYER",
        to: "DELIVERED",
        message: "The buyer confirmed the delivery, and the seller is being paid.",
        at: deliveredAt,
      },
      {
        from: "DELIVERED",
        to: "COMPLETED",
        message: "The seller was paid, and the order is complete.",
        at: completedAt,
      },
    ],
  };
}
