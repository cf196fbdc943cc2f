import { type Database, transactionTime, withTransaction } from "@outcry/database";
import { invariant, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { next } from "../domain/lifecycle.ts";
import { decideShipping, type Parcel, readParcel } from "../domain/parcel.ts";
import { announceAll } from "../store/announcing.ts";
import { recordHappening } from "../store/happenings.ts";
import { insertShipment, lockOrder } from "../store/moving.ts";
import { shipped } from "./announcements.ts";
import { noSuchOrder } from "./no-such-order.ts";

/** The parcel is on its way, says the seller: to the buyer, or to the authenticator where the goods are checked. */
export async function markShipped(
  database: Database,
  request: { sellerId: string; orderId: string } & Parcel,
): Promise<Result<string, Refusal>> {
  const parcel = readParcel(request);
  if (!parcel.ok) return parcel;
  return withTransaction(database, async (tx) => {
    const order = await lockOrder(tx, request.orderId, { sellerId: request.sellerId });
    if (!order) return refuse(noSuchOrder());
    const move = decideShipping(order);
    if (!move.ok) return move;
    const to = next(order.state, move.value);
    invariant(to, "Shipping that was decided on exists in the lifecycle.");
    const now = await transactionTime(tx);
    const leg = move.value === "shipToBuyer" ? "TO_BUYER" : "TO_AUTHENTICATOR";
    const { carrier, trackingNumber } = parcel.value;
    const whither = leg === "TO_BUYER" ? "the buyer" : "the authenticator";
    await insertShipment(tx, { orderId: order.id, leg, parcel: parcel.value, shippedAt: now });
    const message = `On its way to ${whither} with ${carrier}, tracking number ${trackingNumber}.`;
    const moved = await recordHappening(tx, order, { type: to, to, message, data: parcel.value }, now);
    await announceAll(tx, [shipped(moved, parcel.value)]);
    return ok(order.id);
  });
}
