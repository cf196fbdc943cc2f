import { after, MILLISECONDS, type Money, multiply } from "@outcry/kernel";
import { sellerFees } from "./fees.ts";
import type { Booked } from "./ledger.ts";

/** A payment from before this marketplace kept books: settled, and with the fees of its day. */
export type HistoricalPayment = Booked &
  Readonly<{
    orderNumber: string;
    buyerId: string;
    categorySlug: string;
    heldAt: Date;
    releasedAt: Date;
  }>;

export type PastTrade = Readonly<{
  paymentId: string;
  orderId: string;
  buyerId: string;
  sellerId: string;
  categorySlug: string;
  price: Money;
  quantity: number;
  executedAt: Date;
}>;

/** It took the seller a day to ship, and the parcel four to arrive. */
const DAYS_TO_RELEASE = 5;

/** The payment of a trade of the past, released five days later, or as of `now` when that is not over yet. */
export function historicalPayment(trade: PastTrade, orderNumber: string, now: Date): HistoricalPayment {
  const amount = multiply(trade.price, BigInt(trade.quantity));
  const fees = sellerFees({ price: amount, categorySlug: trade.categorySlug, at: trade.executedAt });
  const releasedAt = after(trade.executedAt, DAYS_TO_RELEASE * MILLISECONDS.day);
  return {
    id: trade.paymentId,
    orderId: trade.orderId,
    orderNumber,
    buyerId: trade.buyerId,
    sellerId: trade.sellerId,
    categorySlug: trade.categorySlug,
    provider: "history",
    amount,
    transactionFee: fees.transactionFee,
    processingFee: fees.processingFee,
    payout: fees.total,
    heldAt: trade.executedAt,
    releasedAt: releasedAt < now ? releasedAt : now,
  };
}
