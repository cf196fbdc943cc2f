import type Stripe from "stripe";
import { checkPositive, written } from "../amounts.ts";
import { invalidRequest } from "../errors.ts";
import type { Call } from "../http/endpoint.ts";
import { stripeId } from "../identifiers.ts";
import type { Work } from "../store/work.ts";
import { bookCharge, unexpectedState } from "./confirming.ts";
import { openDispute } from "./dispute-object.ts";
import { cardOf } from "./payment-methods.ts";

const CANCELLABLE = [
  "requires_payment_method",
  "requires_capture",
  "requires_confirmation",
  "requires_action",
  "processing",
];
const REASONS = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"] as const;

/** The charge of an intent that has one, locked. */
async function chargeOf(work: Work, intent: Stripe.PaymentIntent): Promise<Stripe.Charge> {
  return work.hold("charge", String(intent.latest_charge));
}

/** Takes authorised money, all of it or a part; the rest is released to the cardholder. */
export async function capture(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentIntent> {
  const wanted = parameters.integer("amount_to_capture");
  const before = await work.hold("payment_intent", id());
  const metadata = parameters.metadata(before.metadata);
  parameters.accept("final_capture", "statement_descriptor", "statement_descriptor_suffix");
  parameters.finish();
  if (before.status !== "requires_capture") {
    throw unexpectedState(
      `This PaymentIntent could not be captured because it has a status of ${before.status}. Only a PaymentIntent ` +
        "with one of the following statuses may be captured: requires_capture.",
      before,
    );
  }
  const amount = wanted === undefined ? before.amount_capturable : checkPositive(wanted, before.currency);
  if (amount > before.amount_capturable) {
    throw invalidRequest(
      "The amount_to_capture must be less than or equal to the amount_capturable: " +
        `${written(before.amount_capturable, before.currency)}.`,
      { code: "amount_too_large", param: "amount_to_capture" },
    );
  }
  const held = await chargeOf(work, before);
  const method = await work.get("payment_method", String(held.payment_method));
  const taken: Stripe.Charge = {
    ...held,
    captured: true,
    amount_captured: amount,
    amount_refunded: held.amount - amount,
  };
  const charge = bookCharge(work, taken, amount, cardOf(work, method));
  const after = work.put("payment_intent", {
    ...before,
    metadata,
    status: "succeeded",
    amount_capturable: 0,
    amount_received: amount,
  });
  work.announce("charge.captured", charge, held);
  work.announce("payment_intent.succeeded", after);
  const { dispute } = cardOf(work, method);
  if (dispute) openDispute(work, charge, dispute);
  return after;
}

/** Ends an intent for good; money that was authorised goes back to the cardholder. */
export async function cancelIntent(
  work: Work,
  before: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Promise<Stripe.PaymentIntent> {
  if (before.status === "requires_capture") release(work, await chargeOf(work, before));
  const after = work.put("payment_intent", {
    ...before,
    status: "canceled",
    amount_capturable: 0,
    canceled_at: work.seconds,
    cancellation_reason: reason,
    next_action: null,
  });
  work.announce("payment_intent.canceled", after);
  return after;
}

/** Stripe writes the release of an authorisation as a refund; no balance moves, because none had. */
function release(work: Work, held: Stripe.Charge): void {
  const refund = work.put("refund", {
    id: stripeId("re"),
    object: "refund",
    amount: held.amount,
    balance_transaction: null,
    charge: held.id,
    created: work.seconds,
    currency: held.currency,
    customer: held.customer,
    customer_account: null,
    metadata: {},
    payment_intent: held.payment_intent,
    payment_method: held.payment_method,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  });
  const charge = work.put("charge", { ...held, amount_refunded: held.amount, refunded: true });
  work.announce("refund.created", refund);
  work.announce("charge.refunded", charge, held);
}

export async function cancel(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentIntent> {
  const reason = parameters.choice("cancellation_reason", REASONS) ?? null;
  parameters.finish();
  const before = await work.hold("payment_intent", id());
  if (!CANCELLABLE.includes(before.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${before.status}. Only a PaymentIntent with ` +
        `one of the following statuses may be canceled: ${CANCELLABLE.join(", ")}.`,
      before,
    );
  }
  return cancelIntent(work, before, reason);
}
