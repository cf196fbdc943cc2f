import { type Tx, transactionTime } from "@outcry/database";
import { type Money, newId } from "@outcry/kernel";
import { newPayment } from "../domain/new-payment.ts";
import { insertPayment, lockPaymentOfOrder, markUnwanted, requestSteps } from "../store/payments.ts";

/** An order as it was announced. */
export type PlacedOrder = Readonly<{
  orderId: string;
  number: string;
  buyerId: string;
  sellerId: string;
  total: Money;
  categorySlug: string | null;
}>;

/** Writes down the payment of an order, and that the buyer is to be charged. An order that has one is passed over. */
export async function requestCharge(tx: Tx, order: PlacedOrder): Promise<void> {
  const { number, total, ...rest } = order;
  const payment = newPayment(
    { ...rest, orderNumber: number, amount: total },
    newId(),
    await transactionTime(tx),
  );
  await insertPayment(tx, payment, newId());
}

/** The buyer has the goods: what is held goes on to the seller. */
export async function requestRelease(tx: Tx, orderId: string): Promise<void> {
  const payment = await lockPaymentOfOrder(tx, orderId);
  if (payment?.state === "HELD")
    await requestSteps(tx, [{ id: newId(), paymentId: payment.id, kind: "RELEASE" }]);
}

/** The order is off: what is held goes back to the buyer, and what is still being charged will. */
export async function requestRefund(tx: Tx, orderId: string): Promise<void> {
  const payment = await lockPaymentOfOrder(tx, orderId);
  if (payment?.state === "HELD")
    await requestSteps(tx, [{ id: newId(), paymentId: payment.id, kind: "REFUND" }]);
  else if (payment?.state === "PENDING" || payment?.state === "REQUIRES_ACTION")
    await markUnwanted(tx, payment.id);
}
