import { type Tx, transactionTime } from "@outcry/database";
import { type Money, newId } from "@outcry/kernel";
import { newPayment } from "../domain/new-payment.ts";
import type { Payment } from "../domain/payment.ts";
import { lockPaymentsOfOrders, markUnwanted, requestSteps } from "../store/payments.ts";
import { insertPayments } from "../store/requesting.ts";

/** An order as it was announced. */
export type PlacedOrder = Readonly<{
  orderId: string;
  number: string;
  buyerId: string;
  sellerId: string;
  total: Money;
  categorySlug: string | null;
}>;

/** Writes down the payments of orders, and that their buyers are to be charged. An order that has one is passed over. */
export async function requestCharges(tx: Tx, orders: readonly PlacedOrder[]): Promise<void> {
  const now = await transactionTime(tx);
  const wanted = orders.map(({ number, total, ...order }) =>
    newPayment({ ...order, orderNumber: number, amount: total }, newId(), now),
  );
  await insertPayments(tx, wanted);
}

const stepsFor = (payments: readonly Payment[], kind: "RELEASE" | "REFUND") =>
  payments
    .filter(({ state }) => state === "HELD")
    .map((payment) => ({ id: newId(), paymentId: payment.id, kind }));

type OrderNews = Readonly<{ orderId: string }>;

/** The buyers have the goods: what is held goes on to the sellers. */
export async function requestReleases(tx: Tx, orders: readonly OrderNews[]): Promise<void> {
  const payments = await lockPaymentsOfOrders(tx, orders);
  await requestSteps(tx, stepsFor(payments, "RELEASE"));
}

/** The orders are off: what is held goes back to the buyers, and what is still being charged will. */
export async function requestRefunds(tx: Tx, orders: readonly OrderNews[]): Promise<void> {
  const payments = await lockPaymentsOfOrders(tx, orders);
  await requestSteps(tx, stepsFor(payments, "REFUND"));
  const open = payments.filter(({ state }) => state === "PENDING" || state === "REQUIRES_ACTION");
  await markUnwanted(
    tx,
    open.map(({ id }) => id),
  );
}
