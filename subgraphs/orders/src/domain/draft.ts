import { type Money, money, multiply } from "@outcry/kernel";
import type { OrderState } from "./lifecycle.ts";
import { orderNumberOf } from "./order-number.ts";

/** A trade as the market announced it. */
export type Trade = Readonly<{
  tradeId: string;
  variantId: string;
  buyerId: string;
  sellerId: string;
  price: Money;
  quantity: number;
  categorySlug: string;
  authenticationRequired: boolean;
}>;

export type DraftOrder = Readonly<{
  id: string;
  number: string;
  tradeId: string;
  state: OrderState;
  buyerId: string;
  sellerId: string;
  subtotal: Money;
  shipping: Money;
  total: Money;
  categorySlug: string;
  authenticationRequired: boolean;
  line: Readonly<{ variantId: string; quantity: number; unitPrice: Money }>;
  history: readonly Readonly<{ from: OrderState | null; to: OrderState; message: string }>[];
}>;

/** The order that a trade becomes: opened, and waiting for the buyer's payment. Shipping costs the buyer nothing. */
export function draftFromTrade(trade: Trade, orderId: string): DraftOrder {
  const subtotal = multiply(trade.price, BigInt(trade.quantity));
  return {
    id: orderId,
    number: orderNumberOf(orderId),
    tradeId: trade.tradeId,
    state: "AWAITING_PAYMENT",
    buyerId: trade.buyerId,
    sellerId: trade.sellerId,
    subtotal,
    shipping: money(0n, subtotal.currency),
    total: subtotal,
    categorySlug: trade.categorySlug,
    authenticationRequired: trade.authenticationRequired,
    line: { variantId: trade.variantId, quantity: trade.quantity, unitPrice: trade.price },
    history: [
      { from: null, to: "PENDING", message: "A bid met an ask, and the order was opened." },
      {
        from: "PENDING",
        to: "AWAITING_PAYMENT",
        message: "The buyer's saved payment method is being charged.",
      },
    ],
  };
}
