import { type Tx, transactionTime } from "@outcry/database";
import { type Money, newId } from "@outcry/kernel";
import { type PenaltyReason, type PenaltyRole, penaltyFor } from "../domain/penalty.ts";
import { lockPaymentsOfOrders } from "../store/payments.ts";
import { insertPenalties } from "../store/penalties.ts";

/** A default as orders announced it. */
export type HeardDefault = Readonly<{
  orderId: string;
  number: string;
  userId: string;
  role: PenaltyRole;
  reason: PenaltyReason;
  subtotal: Money;
}>;

/** Writes down what defaults cost, to be collected by the worker. Heard twice, each is owed once. */
export async function requestPenalties(tx: Tx, defaults: readonly HeardDefault[]): Promise<void> {
  const payments = await lockPaymentsOfOrders(tx, defaults);
  const paymentIds = new Map(payments.map(({ orderId, id }) => [orderId, id]));
  const createdAt = await transactionTime(tx);
  const owed = defaults.flatMap(({ number, subtotal, ...heard }) => {
    const paymentId = paymentIds.get(heard.orderId);
    if (paymentId === undefined) return []; // Of an order from before this marketplace took payments.
    const amount = penaltyFor(subtotal, createdAt);
    return [{ ...heard, ...{ id: newId(), orderNumber: number, paymentId, amount, createdAt } }];
  });
  await insertPenalties(tx, owed);
}
