import { type Tx, transactionTime } from "@outcry/database";
import { type Money, newId } from "@outcry/kernel";
import { type PenaltyReason, type PenaltyRole, penaltyFor } from "../domain/penalty.ts";
import { lockPaymentOfOrder } from "../store/payments.ts";
import { insertPenalty } from "../store/penalties.ts";

/** A default as orders announced it. */
export type HeardDefault = Readonly<{
  orderId: string;
  number: string;
  userId: string;
  role: PenaltyRole;
  reason: PenaltyReason;
  subtotal: Money;
}>;

/** Writes down what a default costs, to be collected by the worker. Heard twice, it is owed once. */
export async function requestPenalty(tx: Tx, { number, subtotal, ...heard }: HeardDefault): Promise<void> {
  const payment = await lockPaymentOfOrder(tx, heard.orderId);
  if (!payment) return; // Of an order from before this marketplace took payments.
  const createdAt = await transactionTime(tx);
  const amount = penaltyFor(subtotal, createdAt);
  await insertPenalty(tx, {
    ...heard,
    ...{ id: newId(), orderNumber: number, paymentId: payment.id, amount, createdAt },
  });
}
