import type { Tx } from "@outcry/database";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Address } from "../domain/address.ts";
import type { Order } from "../domain/order.ts";
import { defaultAddresses, orders } from "../tables/index.ts";
import { toOrder } from "./order-rows.ts";

/** Keeps the copy of what identity announced. */
export async function saveDefaultAddress(tx: Tx, userId: string, address: Address | null): Promise<void> {
  await tx
    .insert(defaultAddresses)
    .values({ userId, address })
    .onConflictDoUpdate({ target: defaultAddresses.userId, set: { address, changedAt: sql`now()` } });
}

/** Paid or unpaid orders of a buyer that nobody has said yet where to ship to, locked. */
export async function lockWithoutAddress(tx: Tx, buyerId: string, limit: number): Promise<Order[]> {
  const rows = await tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.buyerId, buyerId),
        isNull(orders.shippingAddress),
        inArray(orders.state, ["PENDING", "AWAITING_PAYMENT", "CONFIRMED"]),
      ),
    )
    .orderBy(orders.id)
    .limit(limit)
    .for("update");
  return rows.map(toOrder);
}
