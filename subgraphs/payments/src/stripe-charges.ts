import Stripe from "stripe";
import type { ChargeFact } from "./domain/payment.ts";
import {
  type ChargeRequest,
  type PaymentProvider,
  type PenaltyRequest,
  ProviderSilence,
} from "./provider.ts";
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
): Pick<PaymentProvider, "charge" | "findCharge" | "chargePenalty" | "findPenalty" | "abandonCharge"> {
  const retrieve = (ref: string) => stripe.paymentIntents.retrieve(ref);
  const charging = async (create: () => Promise<Stripe.PaymentIntent>): Promise<ChargeFact> => {
    try {
      return settled(await create());
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return declinedBy(error);
      throw error instanceof ProviderSilence ? error : translate(error);
    }
  };
  /** What became of the charge with this name among its metadata, by its intent when that is known. */
  const finding = async (
    intentRef: string | null,
    group: string,
    isOurs: (metadata: Stripe.Metadata) => boolean,
  ): Promise<ChargeFact | null> => {
    try {
      if (intentRef !== null) return factOf(await retrieve(intentRef));
      // Every charge names a transfer group, and unlike a search this list is never behind.
      const charges = await stripe.charges.list({ transfer_group: group, limit: CHARGES_PER_ORDER_MAX });
      const ours = charges.data.filter(({ metadata }) => isOurs(metadata));
      const charge = ours.find(({ status }) => status === "succeeded") ?? ours[0];
      const intent = charge?.payment_intent;
      if (!intent) return null;
      return factOf(typeof intent === "string" ? await retrieve(intent) : intent);
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    charge: (request) => charging(() => create(stripe, request)),
    findCharge: ({ paymentId, orderId, intentRef }) =>
      finding(intentRef, orderId, (metadata) => metadata.payment_id === paymentId),
    chargePenalty: (request) => charging(() => createPenalty(stripe, request)),
    findPenalty: ({ penaltyId, attempt, intentRef }) =>
      finding(
        intentRef,
        penaltyId,
        (metadata) => metadata.penalty_id === penaltyId && metadata.attempt === String(attempt),
      ),
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

/** A saved method is charged while its owner is away: they agreed to that when they saved it. */
const awayFrom = ({ amount, customerRef, methodRef }: ChargeRequest | PenaltyRequest) =>
  ({
    ...stripeAmount(amount),
    customer: customerRef,
    payment_method: methodRef,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    confirm: true,
    off_session: true,
  }) as const;

const create = (stripe: Stripe, request: ChargeRequest): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(
    {
      ...awayFrom(request),
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

const createPenalty = (stripe: Stripe, request: PenaltyRequest): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(
    {
      ...awayFrom(request),
      transfer_group: request.penaltyId,
      description: `Penalty for Outcry order ${request.orderNumber}`,
      // Without a payment_id: nothing that is told of this charge is about the order's payment.
      metadata: {
        penalty_id: request.penaltyId,
        attempt: String(request.attempt),
        order_id: request.orderId,
        order_number: request.orderNumber,
      },
    },
    { idempotencyKey: `penalty:${request.penaltyId}:${request.attempt}` },
  );
