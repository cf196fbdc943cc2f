import Stripe from "stripe";
import type { ChargeFact } from "./domain/payment.ts";
import { type ChargeRequest, type PaymentProvider, ProviderSilence } from "./provider.ts";
import { stripeAmount } from "./stripe-amounts.ts";
import { declined, factOf, translate } from "./stripe-answers.ts";

const CHARGES_PER_ORDER_MAX = 100;

/** A card error carries the intent it was about. */
function declinedBy(error: InstanceType<typeof Stripe.errors.StripeCardError>): ChargeFact {
  const intentRef = error.payment_intent?.id ?? null;
  return declined(intentRef, { decline_code: error.decline_code, code: error.code, message: error.message });
}

function settled(intent: Stripe.PaymentIntent): ChargeFact {
  const fact = factOf(intent);
  if (fact) return fact;
  throw new ProviderSilence(`The intent ${intent.id} is ${intent.status}.`, { ended: false });
}

/** Charging a saved method while its owner is away (https://docs.stripe.com/payments/save-and-reuse). */
export function chargeRequests(
  stripe: Stripe,
): Pick<PaymentProvider, "charge" | "findCharge" | "abandonCharge"> {
  const retrieve = (ref: string) => stripe.paymentIntents.retrieve(ref);
  return {
    charge: async (request) => {
      try {
        return settled(await create(stripe, request));
      } catch (error) {
        if (error instanceof Stripe.errors.StripeCardError) return declinedBy(error);
        throw error instanceof ProviderSilence ? error : translate(error);
      }
    },
    findCharge: async ({ paymentId, orderId, intentRef }) => {
      try {
        if (intentRef !== null) return factOf(await retrieve(intentRef));
        // Every charge names its order as its transfer group, and unlike a search this list is never behind.
        const charges = await stripe.charges.list({ transfer_group: orderId, limit: CHARGES_PER_ORDER_MAX });
        const ours = charges.data.filter(({ metadata }) => metadata.payment_id === paymentId);
        const charge = ours.find(({ status }) => status === "succeeded") ?? ours[0];
        const intent = charge?.payment_intent;
        if (!intent) return null;
        return factOf(typeof intent === "string" ? await retrieve(intent) : intent);
      } catch (error) {
        throw translate(error);
      }
    },
    abandonCharge: async (intentRef) => {
      try {
        return settled(
          await stripe.paymentIntents.cancel(intentRef, {}, { idempotencyKey: `cancel:${intentRef}` }),
        );
      } catch (error) {
        if (error instanceof Stripe.errors.StripeInvalidRequestError) {
          // It was settled before we could call it off.
          const fact = await retrieve(intentRef).then(factOf);
          if (fact) return fact;
        }
        throw error instanceof ProviderSilence ? error : translate(error);
      }
    },
  };
}

const create = (stripe: Stripe, request: ChargeRequest): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(
    {
      ...stripeAmount(request.amount),
      customer: request.customerRef,
      payment_method: request.methodRef,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      confirm: true,
      off_session: true,
      transfer_group: request.orderId,
      description: `Outcry order ${request.orderNumber}`,
      metadata: {
        payment_id: request.paymentId,
        order_id: request.orderId,
        order_number: request.orderNumber,
      },
    },
    { idempotencyKey: `charge:${request.paymentId}:${request.attempt}` },
  );
