import { type Database, transactionTime, withTransaction } from "@outcry/database";
import { ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { allowing } from "../domain/lifecycle.ts";
import { announceAll } from "../store/announcing.ts";
import { recordHappening } from "../store/happenings.ts";
import { lockOrder, markDelivered } from "../store/moving.ts";
import { delivered } from "./announcements.ts";
import { noSuchOrder } from "./no-such-order.ts";

/** The buyer has the goods: the seller is to be paid. */
export async function confirmDelivery(
  database: Database,
  request: { buyerId: string; orderId: string },
): Promise<Result<string, Refusal>> {
  return withTransaction(database, async (tx) => {
    const order = await lockOrder(tx, request.orderId, { buyerId: request.buyerId });
    if (!order) return refuse(noSuchOrder());
    const hasAddress = order.shippingAddress !== null;
    const possible = allowing({ state: order.state, hasAddress }, "BUYER", "CONFIRM_DELIVERY");
    if (!possible.ok) return possible;
    const now = await transactionTime(tx);
    await markDelivered(tx, order.id, now);
    const message = "The buyer confirmed the delivery, and the seller is being paid.";
    const moved = await recordHappening(tx, order, { type: "DELIVERED", to: "DELIVERED", message }, now);
    await announceAll(tx, [delivered(moved, now)]);
    return ok(order.id);
  });
}
