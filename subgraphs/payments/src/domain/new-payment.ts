import type { Money } from "@outcry/kernel";
import { sellerFees } from "./fees.ts";

/** A payment that is to be made, with the fees as they are quoted now: later schedules do not reach it. */
export type NewPayment = Readonly<{
  id: string;
  orderId: string;
  orderNumber: string;
  buyerId: string;
  sellerId: string;
  amount: Money;
  categorySlug: string | null;
  transactionFee: Money;
  processingFee: Money;
  payout: Money;
  createdAt: Date;
}>;

export function newPayment(
  order: Pick<NewPayment, "orderId" | "orderNumber" | "buyerId" | "sellerId" | "amount" | "categorySlug">,
  paymentId: string,
  now: Date,
): NewPayment {
  const fees = sellerFees({ price: order.amount, categorySlug: order.categorySlug, at: now });
  const { transactionFee, processingFee, total } = fees;
  return { ...order, id: paymentId, transactionFee, processingFee, payout: total, createdAt: now };
}
