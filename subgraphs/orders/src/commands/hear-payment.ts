import { type Tx, transactionTime } from "@outcry/database";
import { next, type OrderMove } from "../domain/lifecycle.ts";
import type { Order, SellerFees } from "../domain/order.ts";
import { shipByAfter } from "../domain/shipping-window.ts";
import { announceAll } from "../store/announcing.ts";
import { type Happened, type Happening, recordHappenings } from "../store/happenings.ts";
import { lockOrders } from "../store/moving.ts";
import { cancelled, completed, confirmed } from "./announcements.ts";
import { markDefault } from "./mark-default.ts";

/** What payments tells of the payment of an order. */
type News = Readonly<{ orderId: string; paymentId: string }>;
type Told = Omit<Happening, "type" | "to">;
type Moved<Heard> = Readonly<{ order: Order; news: Heard }>;

/**
 * Makes the move that payments' news of several orders calls for. News that comes late or twice, in one batch or in two, finds
 * the order elsewhere, and changes nothing: returned are those that moved, in the order of the news.
 */
async function moveBecause<Heard extends News>(
  tx: Tx,
  heard: readonly Heard[],
  move: OrderMove,
  tell: (news: Heard, now: Date) => Told,
): Promise<Moved<Heard>[]> {
  const orders = await lockOrders(
    tx,
    heard.map(({ orderId }) => orderId),
  );
  const now = await transactionTime(tx);
  // No state leads on by the move that led to it, so an order moves once in a batch.
  const moving = new Map<string, Happened & { news: Heard }>();
  for (const news of heard) {
    const order = orders.get(news.orderId);
    const to = order && next(order.state, move);
    if (!order || !to || moving.has(order.id)) continue;
    moving.set(order.id, { order, news, happening: { ...tell(news, now), type: to, to } });
  }
  const moved = await recordHappenings(tx, [...moving.values()], now);
  return moved.flatMap((order) => {
    const news = moving.get(order.id)?.news;
    return news ? [{ order, news }] : [];
  });
}

/** The buyers were charged: the sellers are asked to ship. */
export async function confirmOrders(tx: Tx, heard: readonly (News & { fees: SellerFees })[]): Promise<void> {
  const moved = await moveBecause(tx, heard, "confirm", ({ paymentId, fees }, now) => ({
    message: "The payment is protected, and the seller was asked to ship.",
    data: { paymentId },
    changes: { confirmedAt: now, shipBy: shipByAfter(now), fees },
  }));
  await announceAll(
    tx,
    moved.map(({ order }) => confirmed(order)),
  );
}

/** The buyers could not be charged: the orders are off, and the market is told whose fault it was. */
export async function cancelUnpaidOrders(
  tx: Tx,
  heard: readonly (News & { code: string; message: string })[],
): Promise<void> {
  const moved = await moveBecause(tx, heard, "cancel", ({ paymentId, code, message }) => ({
    message: "The buyer's payment failed, and the order was cancelled.",
    data: { paymentId, code },
    changes: {
      cancellation: {
        reason: "PAYMENT_FAILED",
        defaultedBy: "BUYER",
        sentence: "The buyer's payment failed.",
        detail: message,
      },
    },
  }));
  const now = await transactionTime(tx);
  for (const { order, news } of moved)
    await announceAll(tx, [cancelled(order), ...(await markDefault(tx, order, now, news.code))]);
}

/** The sellers were paid: everything is settled. */
export async function completeOrders(tx: Tx, heard: readonly News[]): Promise<void> {
  const moved = await moveBecause(tx, heard, "complete", ({ paymentId }) => ({
    message: "The seller was paid, and the order is complete.",
    data: { paymentId },
  }));
  await announceAll(
    tx,
    moved.map(({ order }) => completed(order)),
  );
}

/** The buyers have the money back. */
export async function recordRefunds(tx: Tx, heard: readonly News[]): Promise<void> {
  await moveBecause(tx, heard, "refund", ({ paymentId }) => ({
    message: "The buyer has the money back.",
    data: { paymentId },
  }));
}
