import { type Tx, transactionTime } from "@outcry/database";
import { next, type OrderMove } from "../domain/lifecycle.ts";
import type { Order, SellerFees } from "../domain/order.ts";
import { shipByAfter } from "../domain/shipping-window.ts";
import { announceAll } from "../store/announcing.ts";
import { type Happening, lockOrder, recordHappening } from "../store/moving.ts";
import { cancelled, completed, confirmed } from "./announcements.ts";
import { markDefault } from "./mark-default.ts";

type Told = Omit<Happening, "type" | "to">;

/**
 * Makes a move that payments' news calls for. News that comes late or twice finds the order elsewhere, and changes nothing:
 * then null is returned.
 */
async function moveBecause(
  tx: Tx,
  orderId: string,
  move: OrderMove,
  tell: (now: Date) => Told,
): Promise<Order | null> {
  const order = await lockOrder(tx, orderId);
  const to = order && next(order.state, move);
  if (!order || !to) return null;
  const now = await transactionTime(tx);
  return recordHappening(tx, order, { ...tell(now), type: to, to }, now);
}

/** The buyer was charged: the seller is asked to ship. */
export async function confirmOrder(
  tx: Tx,
  news: { orderId: string; paymentId: string; fees: SellerFees },
): Promise<void> {
  const { fees } = news;
  const order = await moveBecause(tx, news.orderId, "confirm", (now) => ({
    message: "The payment is protected, and the seller was asked to ship.",
    data: { paymentId: news.paymentId },
    changes: {
      confirmedAt: now,
      shipBy: shipByAfter(now),
      transactionFeeMinor: fees.transactionFee.minor,
      processingFeeMinor: fees.processingFee.minor,
      payoutMinor: fees.payout.minor,
    },
  }));
  if (order) await announceAll(tx, [confirmed(order)]);
}

/** The buyer could not be charged: the order is off, and the market is told whose fault it was. */
export async function cancelUnpaidOrder(
  tx: Tx,
  news: { orderId: string; paymentId: string; code: string; message: string },
): Promise<void> {
  const order = await moveBecause(tx, news.orderId, "cancel", () => ({
    message: "The buyer's payment failed, and the order was cancelled.",
    data: { paymentId: news.paymentId, code: news.code },
    changes: {
      cancellationReason: "PAYMENT_FAILED",
      defaultedBy: "BUYER",
      cancellationSentence: "The buyer's payment failed.",
      cancellationDetail: news.message,
    },
  }));
  if (!order) return;
  const now = await transactionTime(tx);
  await announceAll(tx, [cancelled(order), ...(await markDefault(tx, order, now, news.code))]);
}

/** The seller was paid: everything is settled. */
export async function completeOrder(tx: Tx, news: { orderId: string; paymentId: string }): Promise<void> {
  const order = await moveBecause(tx, news.orderId, "complete", () => ({
    message: "The seller was paid, and the order is complete.",
    data: { paymentId: news.paymentId },
  }));
  if (order) await announceAll(tx, [completed(order)]);
}

/** The buyer has the money back. */
export async function recordRefund(tx: Tx, news: { orderId: string; paymentId: string }): Promise<void> {
  await moveBecause(tx, news.orderId, "refund", () => ({
    message: "The buyer has the money back.",
    data: { paymentId: news.paymentId },
  }));
}
