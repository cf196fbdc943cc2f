import type { Connection } from "@outcry/service";
import DataLoader from "dataloader";
import type { Penalty } from "./domain/penalty.ts";
import type { LedgerEntry, VisiblePayment } from "./domain/views.ts";
import type { Reading } from "./store/reading.ts";

const KEYS_PER_BATCH_MAX = 200;

export type LedgerPage = Connection<LedgerEntry>;

/** Made once per request, for one viewer: what one may see is never kept for another. */
export function makeLoaders(reading: Reading, viewerId: string | null) {
  return {
    paymentOfOrder: new DataLoader<string, VisiblePayment | null>(
      async (orderIds) => {
        if (viewerId === null) return orderIds.map(() => null);
        const payments = await reading.paymentsOfOrders(viewerId, orderIds);
        const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
        return orderIds.map((id) => byOrder.get(id) ?? null);
      },
      { maxBatchSize: KEYS_PER_BATCH_MAX },
    ),
    penaltyOfOrder: new DataLoader<string, Penalty | null>(
      async (orderIds) => {
        if (viewerId === null) return orderIds.map(() => null);
        const penalties = await reading.penaltiesOfOrders(viewerId, orderIds);
        const byOrder = new Map(penalties.map((penalty) => [penalty.orderId, penalty]));
        return orderIds.map((id) => byOrder.get(id) ?? null);
      },
      { maxBatchSize: KEYS_PER_BATCH_MAX },
    ),
  };
}
export type Loaders = ReturnType<typeof makeLoaders>;
