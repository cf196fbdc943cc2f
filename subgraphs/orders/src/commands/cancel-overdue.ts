import { type Database, type Tx, transactionTime, withTransaction } from "@outcry/database";
import type { Order } from "../domain/order.ts";
import { overdueAt } from "../domain/shipping-window.ts";
import { announceAll } from "../store/announcing.ts";
import { recordHappening } from "../store/happenings.ts";
import { lockOverdue } from "../store/moving.ts";
import { cancelled } from "./announcements.ts";
import { markDefault } from "./mark-default.ts";

export const ORDERS_PER_SWEEP_MAX = 100;

/** Calls off confirmed orders that were not shipped in time; payments gives the money back. Returns how many. */
export async function cancelOverdueOrders(database: Database): Promise<number> {
  return withTransaction(database, async (tx) => {
    const orders = await lockOverdue(tx, ORDERS_PER_SWEEP_MAX);
    const now = await transactionTime(tx);
    let count = 0;
    for (const order of orders) count += (await cancelIfOverdue(tx, order, now)) ? 1 : 0;
    return count;
  });
}

async function cancelIfOverdue(tx: Tx, order: Order, now: Date): Promise<boolean> {
  const { shipBy, confirmedAt } = order;
  const overdue =
    shipBy &&
    confirmedAt &&
    overdueAt({ shipBy, confirmedAt, hasAddress: order.shippingAddress !== null }, now);
  if (!overdue) return false;
  const moved = await recordHappening(
    tx,
    order,
    {
      type: "CANCELLED",
      to: "CANCELLED",
      message: `${overdue.sentence} The order was cancelled, and the buyer gets the money back.`,
      changes: {
        cancellation: {
          reason: "SHIPPING_OVERDUE",
          defaultedBy: overdue.defaultedBy,
          sentence: overdue.sentence,
          detail: null,
        },
      },
    },
    now,
  );
  await announceAll(tx, [cancelled(moved), ...(await markDefault(tx, moved, now))]);
  return true;
}
