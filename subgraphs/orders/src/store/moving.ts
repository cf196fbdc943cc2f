import { binaryArray, runPrepared, type Tx } from "@outcry/database";
import { isId, newId } from "@outcry/kernel";
import type { RawRow } from "@outcry/outbox";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Order } from "../domain/order.ts";
import type { Parcel } from "../domain/parcel.ts";
import { orders, shipments } from "../tables/index.ts";
import { toOrder, toOrderFromRaw } from "./order-rows.ts";

type Side = { buyerId: string } | { sellerId: string };

/** An order, locked for this transaction; only for the side that is named. */
export async function lockOrder(tx: Tx, orderId: string, side: Side): Promise<Order | null> {
  if (!isId(orderId)) return null;
  const [row] = await tx
    .select()
    .from(orders)
    .where(and(eq(orders.id, orderId), sideIs(side)))
    .for("update");
  return row ? toOrder(row) : null;
}

const sideIs = (side: Side): SQL =>
  "buyerId" in side ? eq(orders.buyerId, side.buyerId) : eq(orders.sellerId, side.sellerId);

const LOCK =
  "/* lock orders */ select * from orders.orders where id = any($1::uuid[]) order by id for update";
/** Orders by their ids, locked for this transaction, always in the same order so that two cannot wait for each other. */
export async function lockOrders(tx: Tx, ids: readonly string[]): Promise<Map<string, Order>> {
  const wanted = [...new Set(ids)].filter(isId);
  const rows = await runPrepared<RawRow & { id: string }>(tx, LOCK, [binaryArray("uuid", wanted)]);
  return new Map(rows.map((row) => [row.id, toOrderFromRaw(row)]));
}

export async function insertShipment(
  tx: Tx,
  shipment: { orderId: string; leg: "TO_BUYER" | "TO_AUTHENTICATOR"; parcel: Parcel; shippedAt: Date },
): Promise<void> {
  const { parcel, ...rest } = shipment;
  await tx.insert(shipments).values({ id: newId(), ...rest, ...parcel });
}

export async function markDelivered(tx: Tx, orderId: string, deliveredAt: Date): Promise<void> {
  await tx
    .update(shipments)
    .set({ deliveredAt: sql`greatest(shipped_at, ${deliveredAt.toISOString()}::timestamptz)` })
    .where(and(eq(shipments.orderId, orderId), eq(shipments.leg, "TO_BUYER")));
}

/** Confirmed orders that may be overdue, oldest deadline first; those that another transaction holds are left to it. */
export async function lockOverdue(tx: Tx, limit: number): Promise<Order[]> {
  const rows = await tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.state, "CONFIRMED"),
        sql`${orders.shipBy} < now()`,
        // Without an address it is the buyer's turn, for longer: see domain/shipping-window.ts.
        sql`(${orders.shippingAddress} is not null or ${orders.confirmedAt} < now() - interval '14 days')`,
      ),
    )
    .orderBy(orders.shipBy)
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map(toOrder);
}
