import { isId } from "@outcry/kernel";
import Stripe from "stripe";
import type { ChargeFact } from "./domain/payment.ts";
import { ProviderRefusal, ProviderSilence, type ReportedFact } from "./provider.ts";

/** The events that are facts to us; all others are answered and forgotten. */
export const HEARD_TYPES = [
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "payment_intent.requires_action",
  "payment_intent.processing",
  "charge.refunded",
  "transfer.created",
] as const;

const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null);

/** What a payment intent says of its charge; null when nothing was tried yet. */
export function factOf(intent: Stripe.PaymentIntent): ChargeFact | null {
  const intentRef = intent.id;
  switch (intent.status) {
    case "succeeded": {
      const chargeRef = idOf(intent.latest_charge);
      return chargeRef === null ? null : { kind: "SUCCEEDED", intentRef, chargeRef };
    }
    case "requires_action":
      return { kind: "REQUIRES_ACTION", intentRef };
    case "processing":
      return { kind: "PROCESSING", intentRef };
    case "requires_payment_method":
      return intent.last_payment_error ? declined(intentRef, intent.last_payment_error) : null;
    case "canceled":
      return { kind: "DECLINED", intentRef, code: "canceled", message: "The payment was called off." };
    default:
      return null; // Neither asked for by us nor settled: it says nothing yet.
  }
}

type Declined = {
  decline_code?: string | undefined;
  code?: string | undefined;
  message?: string | undefined;
};

export const declined = (intentRef: string | null, error: Declined): ChargeFact => ({
  kind: "DECLINED",
  intentRef,
  code: error.decline_code ?? error.code ?? "card_declined",
  message: error.message ?? "The card was declined.",
});

/** Stripe's errors as one of our two. A card error is neither: it is an answer, and is read before this. */
export function translate(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError))
    return new ProviderSilence("The payment provider could not be asked.", { cause: error, ended: false });
  const status = error.statusCode ?? 0;
  if (status >= 500)
    return new ProviderSilence("The payment provider is at fault.", { cause: error, ended: true });
  const isPassing = status === 0 || status === 409 || status === 429 || status === 408;
  // A wrong key is our own fault, and mended by somebody: until then, no buyer is told that their card is bad.
  const isOurs = status === 401 || status === 403;
  if (isPassing || isOurs) return new ProviderSilence(error.message, { cause: error, ended: false });
  return new ProviderRefusal(error.message, { cause: error, code: error.code ?? error.type });
}

const paymentIdIn = (metadata: Stripe.Metadata | null | undefined): string | null => {
  const id = metadata?.payment_id;
  return id && isId(id) ? id : null;
};

const sum = (minor: number, currency: string) => ({ minor: BigInt(minor), currency: currency.toUpperCase() });

/** The fact in one of Stripe's events, which the account signed; null when it tells none that matters here. */
export function readStripeEvent(event: Stripe.Event): ReportedFact | null {
  switch (event.type) {
    case "payment_intent.succeeded":
    case "payment_intent.payment_failed":
    case "payment_intent.canceled":
    case "payment_intent.requires_action":
    case "payment_intent.processing": {
      const intent = event.data.object;
      const fact = factOf(intent);
      return (
        fact && { paymentId: paymentIdIn(intent.metadata), amount: sum(intent.amount, intent.currency), fact }
      );
    }
    case "charge.refunded": {
      const charge = event.data.object;
      if (!charge.refunded) return null; // A part of it: nothing that we ever ask for.
      const refundRef = charge.refunds?.data[0]?.id ?? `of ${charge.id}`;
      return {
        paymentId: paymentIdIn(charge.metadata),
        amount: sum(charge.amount, charge.currency),
        fact: { kind: "REFUNDED", refundRef },
      };
    }
    case "transfer.created": {
      const transfer = event.data.object;
      return {
        paymentId: paymentIdIn(transfer.metadata),
        amount: sum(transfer.amount, transfer.currency),
        fact: { kind: "RELEASED", transferRef: transfer.id },
      };
    }
    default:
      return null;
  }
}
