import { z } from "zod";
import { event, id, wireMoney } from "./event.ts";

/** Whether a person has a payment method on file; bids need one. */
export const PaymentMethodsChanged = event(
  "payments.payment_methods_changed",
  "1",
  "user",
  z.object({ userId: id, onFile: z.boolean() }),
);

/** What the seller pays out of the price, as quoted when the buyer was charged. The order stores it. */
export const sellerFees = z.object({
  transactionFee: wireMoney,
  processingFee: wireMoney,
  /** What the seller receives: price less fees. */
  payout: wireMoney,
});

const payment = z.object({ paymentId: id, orderId: id, amount: wireMoney });

/** The buyer was charged, and the funds are protected until delivery. */
export const PaymentHeld = event(
  "payments.payment_held",
  "1",
  "payment",
  payment.extend({ fees: sellerFees }),
);

/** The buyer could not be charged; nothing was taken. */
export const PaymentFailed = event(
  "payments.payment_failed",
  "1",
  "payment",
  payment.extend({ code: z.string(), message: z.string() }),
);

/** The funds went on to the seller. */
export const PaymentReleased = event("payments.payment_released", "1", "payment", payment);

/** The funds went back to the buyer. */
export const PaymentRefunded = event("payments.payment_refunded", "1", "payment", payment);
