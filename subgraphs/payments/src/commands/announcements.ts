import {
  type AnnouncedEvent,
  PaymentFailed,
  PaymentHeld,
  PaymentMethodsChanged,
  PaymentRefunded,
  PaymentReleased,
  toWire,
} from "@outcry/contracts";
import type { Consequence, Payment } from "../domain/payment.ts";

const wordsOf = (payment: Payment) => ({
  paymentId: payment.id,
  orderId: payment.orderId,
  amount: toWire(payment.amount),
});

/** What the others are told of a payment, once the change is made. */
export function announcementOf(
  payment: Payment,
  what: NonNullable<Consequence["announces"]>,
  changes: Consequence["changes"],
): AnnouncedEvent {
  switch (what) {
    case "HELD":
      return PaymentHeld.of(payment.id, {
        ...wordsOf(payment),
        fees: {
          transactionFee: toWire(payment.transactionFee),
          processingFee: toWire(payment.processingFee),
          payout: toWire(payment.payout),
        },
      });
    case "FAILED":
      return PaymentFailed.of(payment.id, {
        ...wordsOf(payment),
        code: changes.failureCode ?? "unknown",
        message: changes.failureMessage ?? "The payment failed.",
      });
    case "RELEASED":
      return PaymentReleased.of(payment.id, wordsOf(payment));
    case "REFUNDED":
      return PaymentRefunded.of(payment.id, wordsOf(payment));
  }
}

export const methodsChanged = (userId: string, onFile: boolean): AnnouncedEvent =>
  PaymentMethodsChanged.of(userId, { userId, onFile });
