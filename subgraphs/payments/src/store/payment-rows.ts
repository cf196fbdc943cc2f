import { type Currency, invariant, isCurrency, type Money } from "@outcry/kernel";
import { type RawRow, rowReader } from "@outcry/outbox";
import type { Payment } from "../domain/payment.ts";
import { payments } from "../tables/index.ts";

export function currencyIn(text: string): Currency {
  invariant(isCurrency(text), `A stored currency is one we settle in, not ${text}.`);
  return text;
}

/** A payment as its row tells it. Throws when the row breaks a promise that its table's checks make too. */
export function toPayment(row: typeof payments.$inferSelect): Payment {
  const currency = currencyIn(row.currency);
  const money = (minor: bigint): Money => ({ minor, currency });
  invariant(
    row.transactionFeeMinor + row.processingFeeMinor + row.payoutMinor === row.amountMinor,
    "Fees and payout make up the amount.",
  );
  return {
    id: row.id,
    orderId: row.orderId,
    orderNumber: row.orderNumber,
    buyerId: row.buyerId,
    sellerId: row.sellerId,
    state: row.state,
    provider: row.provider,
    amount: money(row.amountMinor),
    refunded: money(row.refundedMinor),
    transactionFee: money(row.transactionFeeMinor),
    processingFee: money(row.processingFeeMinor),
    payout: money(row.payoutMinor),
    intentRef: row.intentRef,
    chargeRef: row.chargeRef,
    methodRef: row.methodRef,
    customerRef: row.customerRef,
    attempt: row.attempt,
    isUnwanted: row.isUnwanted,
    failureCode: row.failureCode,
    failureMessage: row.failureMessage,
    createdAt: row.createdAt,
  };
}

const readRow = rowReader(payments);

/** As `toPayment`, of the row of a statement that is written by hand. */
export const toPaymentFromRaw = (raw: RawRow): Payment => toPayment(readRow(raw));
