import type Stripe from "stripe";
import type { PaymentProvider } from "./provider.ts";
import { stripeAmount } from "./stripe-amounts.ts";
import { translate } from "./stripe-answers.ts";

const TRANSFERS_PER_ORDER_MAX = 100;

/** Moving what was charged: on to the seller, or back to the buyer. */
export function moneyRequests(
  stripe: Stripe,
): Pick<PaymentProvider, "release" | "findRelease" | "refund" | "findRefund"> {
  const asking = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    release: ({ paymentId, orderId, chargeRef, accountRef, amount }) =>
      asking(async () => {
        const transfer = await stripe.transfers.create(
          {
            ...stripeAmount(amount),
            destination: accountRef,
            source_transaction: chargeRef,
            transfer_group: orderId,
            metadata: { payment_id: paymentId, order_id: orderId },
          },
          { idempotencyKey: `release:${paymentId}` },
        );
        return { kind: "RELEASED", transferRef: transfer.id };
      }),
    findRelease: ({ paymentId, orderId }) =>
      asking(async () => {
        const page = await stripe.transfers.list({ transfer_group: orderId, limit: TRANSFERS_PER_ORDER_MAX });
        const transfer = page.data.find(({ metadata }) => metadata.payment_id === paymentId);
        return transfer ? { kind: "RELEASED" as const, transferRef: transfer.id } : null;
      }),
    refund: ({ paymentId, orderId, chargeRef }) =>
      asking(async () => {
        const refund = await stripe.refunds.create(
          { charge: chargeRef, metadata: { payment_id: paymentId, order_id: orderId } },
          { idempotencyKey: `refund:${paymentId}` },
        );
        return { kind: "REFUNDED", refundRef: refund.id };
      }),
    findRefund: ({ chargeRef }) =>
      asking(async () => {
        const charge = await stripe.charges.retrieve(chargeRef);
        if (!charge.refunded) return null;
        const { data } = await stripe.refunds.list({ charge: chargeRef, limit: 1 });
        return { kind: "REFUNDED" as const, refundRef: data[0]?.id ?? `of ${chargeRef}` };
      }),
  };
}
