import type Stripe from "stripe";
import { stripeId } from "../identifiers.ts";
import { book, settlementDay } from "../store/balances.ts";
import type { Work } from "../store/work.ts";

/** What a lost or open dispute costs, in minor units. */
const DISPUTE_FEE = 1_500;
const EVIDENCE_DAYS = 9;
const DAY_SECONDS = 86_400;

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The cardholder disputes a charge: the money and a fee leave the balance until the dispute is won. */
export function openDispute(work: Work, charge: Stripe.Charge, reason: string): Stripe.Dispute {
  const id = stripeId("du");
  const amount = charge.amount_captured - charge.amount_refunded;
  const withdrawal = book(work, {
    type: "adjustment",
    reportingCategory: "dispute",
    amount: -amount,
    fee: DISPUTE_FEE,
    currency: charge.currency,
    source: id,
    description: `Chargeback withdrawal for ${charge.id}`,
    availableOn: settlementDay(work, 0),
  });
  const dispute = work.put("dispute", {
    id,
    object: "dispute",
    amount,
    balance_transactions: [withdrawal],
    charge: charge.id,
    created: work.seconds,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: work.seconds + EVIDENCE_DAYS * DAY_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    } as Stripe.Dispute["evidence_details"],
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: reason === "fraudulent" ? "10.4" : "13.1",
    payment_intent: charge.payment_intent,
    reason,
    status: "needs_response",
  });
  const disputed = work.put("charge", { ...charge, disputed: true });
  work.announce("charge.dispute.created", dispute);
  work.announce("charge.dispute.funds_withdrawn", dispute);
  work.announce("charge.updated", disputed, charge);
  return dispute;
}
