import type { Connection } from "@outcry/service";
import DataLoader from "dataloader";
import type { OrderEvent, OrderLine, Shipment, VisibleOrder } from "./domain/order.ts";
import type { Reading } from "./store/reading.ts";

const KEYS_PER_BATCH_MAX = 200;

export type OrderPage = Connection<VisibleOrder>;

/** Made once per request, for one viewer: what one may see is never kept for another. */
export function makeLoaders(reading: Reading, viewerId: string | null) {
  const visible = (
    find: (viewerId: string, keys: readonly string[]) => Promise<VisibleOrder[]>,
    keyOf: (order: VisibleOrder) => string | null,
  ) =>
    new DataLoader<string, VisibleOrder | null>(
      async (keys) => {
        if (viewerId === null) return keys.map(() => null);
        const found = new Map((await find(viewerId, keys)).map((order) => [keyOf(order), order]));
        return keys.map((key) => found.get(key) ?? null);
      },
      { maxBatchSize: KEYS_PER_BATCH_MAX },
    );
  const parts = <Part extends { orderId: string }>(find: (ids: readonly string[]) => Promise<Part[]>) =>
    new DataLoader<string, Part[]>(
      async (ids) => {
        const byOrder = new Map<string, Part[]>(ids.map((id) => [id, []]));
        for (const part of await find(ids)) byOrder.get(part.orderId)?.push(part);
        return ids.map((id) => byOrder.get(id) ?? []);
      },
      { maxBatchSize: KEYS_PER_BATCH_MAX },
    );
  return {
    order: visible(reading.byIds, ({ id }) => id),
    orderOfTrade: visible(reading.byTradeIds, ({ origin }) =>
      origin.kind === "TRADE" ? origin.tradeId : null,
    ),
    lines: parts<OrderLine>(reading.linesOf),
    history: parts<OrderEvent>(reading.historyOf),
    shipments: parts<Shipment>(reading.shipmentsOf),
  };
}
export type Loaders = ReturnType<typeof makeLoaders>;
