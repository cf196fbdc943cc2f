import type { Tx } from "@outcry/database";
import { isId, newId } from "@outcry/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { OrderState } from "../domain/lifecycle.ts";
import type { Order } from "../domain/order.ts";
import type { Parcel } from "../domain/parcel.ts";
import { orderEvents, orders, shipments } from "../tables/index.ts";
import { toOrder } from "./order-rows.ts";

type Side = { buyerId: string } | { sellerId: string };

/** An order, locked for this transaction; only for the side that is named. */
export async function lockOrder(tx: Tx, orderId: string, side?: Side): Promise<Order | null> {
  if (!isId(orderId)) return null;
  return lock(tx, and(eq(orders.id, orderId), side && sideIs(side)));
}

const sideIs = (side: Side): SQL =>
  "buyerId" in side ? eq(orders.buyerId, side.buyerId) : eq(orders.sellerId, side.sellerId);

async function lock(tx: Tx, condition: SQL | undefined): Promise<Order | null> {
  const [row] = await tx.select().from(orders).where(condition).for("update");
  return row ? toOrder(row) : null;
}

/** One thing that happens to an order: what is written into its history, and what changes with it. */
export type Happening = Readonly<{
  type: string;
  to: OrderState;
  message: string;
  data?: Record<string, unknown>;
  changes?: Partial<
    Pick<
      typeof orders.$inferInsert,
      | "shippingAddress"
      | "confirmedAt"
      | "shipBy"
      | "transactionFeeMinor"
      | "processingFeeMinor"
      | "payoutMinor"
      | "cancellationReason"
      | "defaultedBy"
      | "cancellationSentence"
      | "cancellationDetail"
    >
  >;
}>;

/** Writes a happening down. The order must be locked by this transaction. Returns the order as it now stands. */
export async function recordHappening(tx: Tx, order: Order, happening: Happening, now: Date): Promise<Order> {
  const { type, to, message, data, changes } = happening;
  const number = order.eventCount + 1;
  // A clock that was set back must not turn history around.
  const occurredAt = sql`greatest(${now.toISOString()}::timestamptz,
    (select max(occurred_at) from ${orderEvents} where order_id = ${order.id}))`;
  const happened = tx.$with("happened").as(
    tx
      .insert(orderEvents)
      .values({
        id: newId(),
        orderId: order.id,
        number,
        type,
        fromState: order.state,
        toState: to,
        message,
        data: data ?? null,
        occurredAt,
      })
      .returning({ id: orderEvents.id }),
  );
  const [row] = await tx
    .with(happened)
    .update(orders)
    .set({ ...changes, state: to, eventCount: number, updatedAt: now })
    .where(eq(orders.id, order.id))
    .returning();
  if (!row) throw new Error(`Order ${order.id} was locked, and is gone.`);
  return toOrder(row);
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
