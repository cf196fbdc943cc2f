import type { Database } from "@outcry/database";
import { isId } from "@outcry/kernel";
import { BadUserInputError, type PageRequest } from "@outcry/service";
import { and, asc, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { OrderRole } from "../domain/lifecycle.ts";
import type { OrderEvent, OrderLine, Shipment, VisibleOrder } from "../domain/order.ts";
import { orderEvents, orderLines, orders, shipments } from "../tables/index.ts";
import { toEvent, toLine, toOrder, toShipment } from "./order-rows.ts";

/** Whose order it is stands in every query: an order of others is as absent as one that does not exist. */
const isOf = (viewerId: string): SQL | undefined =>
  or(eq(orders.buyerId, viewerId), eq(orders.sellerId, viewerId));

function visibleTo(viewerId: string) {
  return (row: typeof orders.$inferSelect): VisibleOrder => {
    const viewerRole: OrderRole = row.buyerId === viewerId ? "BUYER" : "SELLER";
    return { ...toOrder(row), viewerRole };
  };
}

const HISTORY_PER_ORDER_MAX = 100;

/** All reading of orders by people. Ids that are none are never sent to the database. */
export function makeReading({ db }: Database) {
  const where = async (viewerId: string, condition: SQL | undefined) => {
    const rows = await db
      .select()
      .from(orders)
      .where(and(isOf(viewerId), condition));
    return rows.map(visibleTo(viewerId));
  };
  const page = async (viewerId: string, role: OrderRole, { first, after }: PageRequest) => {
    const mine = role === "BUYER" ? eq(orders.buyerId, viewerId) : eq(orders.sellerId, viewerId);
    const rows = await db
      .select()
      .from(orders)
      .where(and(mine, after ? olderThan(after) : undefined))
      .orderBy(desc(orders.createdAt), desc(orders.id))
      .limit(first + 1);
    return rows.map(visibleTo(viewerId));
  };
  return {
    byIds: (viewerId: string, ids: readonly string[]): Promise<VisibleOrder[]> =>
      where(viewerId, inArray(orders.id, ids.filter(isId))),
    byNumber: (viewerId: string, number: string): Promise<VisibleOrder[]> =>
      where(viewerId, eq(orders.number, number)),
    byTradeIds: (viewerId: string, ids: readonly string[]): Promise<VisibleOrder[]> =>
      where(viewerId, inArray(orders.tradeId, ids.filter(isId))),
    page,
    linesOf: async (orderIds: readonly string[]): Promise<OrderLine[]> => {
      const rows = await db
        .select()
        .from(orderLines)
        .where(inArray(orderLines.orderId, [...orderIds]))
        .orderBy(asc(orderLines.orderId), asc(orderLines.number));
      return rows.map(toLine);
    },
    historyOf: async (orderIds: readonly string[]): Promise<OrderEvent[]> => {
      const rows = await db
        .select()
        .from(orderEvents)
        .where(
          and(
            inArray(orderEvents.orderId, [...orderIds]),
            sql`${orderEvents.number} <= ${HISTORY_PER_ORDER_MAX}`,
          ),
        )
        .orderBy(asc(orderEvents.orderId), asc(orderEvents.number));
      return rows.map(toEvent);
    },
    shipmentsOf: async (orderIds: readonly string[]): Promise<Shipment[]> => {
      const rows = await db
        .select()
        .from(shipments)
        .where(inArray(shipments.orderId, [...orderIds]))
        .orderBy(asc(shipments.orderId), asc(shipments.shippedAt));
      return rows.map(toShipment);
    },
    /** How many things have happened to each of these orders. For the live feed, which authorises what it then sends. */
    eventCounts: async (ids: readonly string[]): Promise<Map<string, number>> => {
      const rows = await db
        .select({ id: orders.id, eventCount: orders.eventCount })
        .from(orders)
        .where(inArray(orders.id, ids.filter(isId)));
      return new Map(rows.map((row) => [row.id, row.eventCount]));
    },
  };
}
export type Reading = ReturnType<typeof makeReading>;

export const cursorOf = (order: VisibleOrder): string[] => [order.createdAt.toISOString(), order.id];

/** Times are stored in milliseconds, so a cursor loses nothing. */
function olderThan(after: readonly string[]): SQL {
  const [createdAt = "", id = ""] = after;
  if (after.length !== 2 || Number.isNaN(Date.parse(createdAt)) || !isId(id))
    throw new BadUserInputError("`after` is not a cursor of this list.");
  return sql`(${orders.createdAt}, ${orders.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
