import type Stripe from "stripe";
import type { Decline } from "../cards.ts";
import { stripeId } from "../identifiers.ts";
import type { Work } from "../store/work.ts";

const AUTHORISATION_DAYS = 7;
const DAY_SECONDS = 86_400;

/** When the bank lets go of money that was authorised and never captured, in seconds. */
export const captureBefore = (work: Work): number => work.seconds + AUTHORISATION_DAYS * DAY_SECONDS;

const APPROVED: Stripe.Charge.Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: "approved_by_network",
  reason: null,
  risk_level: "normal",
  risk_score: 21,
  seller_message: "Payment complete.",
  type: "authorized",
};

const refusedWith = (decline: Decline): Stripe.Charge.Outcome => ({
  ...APPROVED,
  network_decline_code: "01",
  network_status: "declined_by_network",
  reason: decline.declineCode ?? decline.code,
  seller_message: "The bank did not return any further details with this decline.",
  type: "issuer_declined",
});

function cardDetails(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card {
  const card = method.card;
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand: card?.brand ?? "visa",
    ...(intent.capture_method === "manual" ? { capture_before: captureBefore(work) } : {}),
    checks: card?.checks ?? null,
    country: card?.country ?? "US",
    electronic_commerce_indicator: null,
    exp_month: card?.exp_month ?? 12,
    exp_year: card?.exp_year ?? work.now.getUTCFullYear(),
    extended_authorization: { status: "disabled" },
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? "credit",
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: card?.last4 ?? "4242",
    mandate: null,
    multicapture: { status: "unavailable" },
    network: card?.brand ?? "visa",
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
    regulated_status: "unregulated",
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** A charge for an intent: authorised when there is no decline, and captured unless that is done by hand. */
export function newCharge(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline?: Decline,
): Stripe.Charge {
  const captured = decline === undefined && intent.capture_method !== "manual";
  return {
    id: stripeId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "OUTCRY",
    captured,
    created: work.seconds,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: decline ? refusedWith(decline) : APPROVED,
    paid: decline === undefined,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardDetails(work, intent, method), type: "card" },
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline ? "failed" : "succeeded",
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}
