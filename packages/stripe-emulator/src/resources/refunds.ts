import { after } from "@outcry/kernel";
import type Stripe from "stripe";
import { checkPositive, written } from "../amounts.ts";
import { invalidParameter, invalidRequest } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { stripeId } from "../identifiers.ts";
import { book } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { cardOf } from "./payment-methods.ts";

const REASONS = ["duplicate", "fraudulent", "requested_by_customer"] as const;

/** The charge to give back, locked: named itself, or by its intent. */
async function chargeToRefund(
  work: Work,
  intentId: string | undefined,
  chargeId: string | undefined,
): Promise<Stripe.Charge> {
  if (chargeId !== undefined) return work.hold("charge", chargeId, "charge");
  if (intentId === undefined) {
    throw invalidParameter(
      "One of the following params should be provided for this request: payment_intent or charge.",
      {
        code: "parameter_missing",
      },
    );
  }
  const intent = await work.get("payment_intent", intentId, "payment_intent");
  if (intent.status === "succeeded") return work.hold("charge", String(intent.latest_charge), "charge");
  throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
    code: "payment_intent_unexpected_state",
    param: "payment_intent",
  });
}

function amountToRefund(charge: Stripe.Charge, wanted: number | undefined): number {
  if (charge.status !== "succeeded" || !charge.captured) {
    throw invalidRequest(`Charge ${charge.id} was not captured, so there is nothing to refund.`, {
      param: "charge",
    });
  }
  const left = charge.amount - charge.amount_refunded;
  if (charge.refunded || left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  }
  const amount = wanted === undefined ? left : checkPositive(wanted, charge.currency);
  if (amount <= left) return amount;
  throw invalidRequest(
    `Refund amount (${written(amount, charge.currency)}) is greater than unrefunded amount on charge ` +
      `(${written(left, charge.currency)})`,
    { code: "amount_too_large", param: "amount" },
  );
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.Refund> {
  const intentId = parameters.text("payment_intent");
  const chargeId = parameters.text("charge");
  const wanted = parameters.integer("amount");
  const reason = parameters.choice("reason", REASONS) ?? null;
  const metadata = parameters.metadata();
  parameters.accept("instructions_email");
  parameters.finish();
  const charge = await chargeToRefund(work, intentId, chargeId);
  const amount = amountToRefund(charge, wanted);
  const method = await work.get("payment_method", String(charge.payment_method), "charge");
  const behaviour = cardOf(work, method).refund;
  const refund = await makeRefund(work, charge, {
    amount,
    reason,
    metadata,
    pending: behaviour === "pending",
  });
  if (behaviour) work.schedule("settle_refund", refund.id, after(work.now, work.settings.settlementDelay));
  return refund;
}

type Wanted = {
  amount: number;
  reason: Stripe.Refund.Reason | null;
  metadata: Stripe.Metadata;
  pending: boolean;
};

async function makeRefund(
  work: Work,
  charge: Stripe.Charge,
  { amount, reason, metadata, pending }: Wanted,
): Promise<Stripe.Refund> {
  const id = stripeId("re");
  const entered = await work.get("balance_transaction", String(charge.balance_transaction), "charge");
  const line = book(work, {
    type: "refund",
    reportingCategory: "refund",
    amount: -amount,
    currency: charge.currency,
    source: id,
    description: charge.description ? `REFUND FOR CHARGE (${charge.description})` : "REFUND FOR CHARGE",
    availableOn: Math.max(work.seconds, entered.available_on),
  });
  const refund = work.put("refund", {
    id,
    object: "refund",
    amount,
    balance_transaction: line.id,
    charge: charge.id,
    created: work.seconds,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
      type: "card",
    },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: pending ? "pending" : "succeeded",
    transfer_reversal: null,
  });
  const returned = charge.amount_refunded + amount;
  const given = work.put("charge", {
    ...charge,
    amount_refunded: returned,
    refunded: returned === charge.amount,
  });
  work.announce("refund.created", refund);
  work.announce("charge.refunded", given, charge);
  return refund;
}

/** How a pending refund ends: done, or failed with the money back on the balance. */
export async function settleRefund(work: Work, id: string): Promise<void> {
  const before = await work.hold("refund", id);
  const method = await work.get("payment_method", String(before.payment_method));
  if (cardOf(work, method).refund !== "fails") {
    const done = work.put("refund", { ...before, status: "succeeded" });
    work.announce("refund.updated", done, before);
    return;
  }
  const line = book(work, {
    type: "refund_failure",
    reportingCategory: "refund_failure",
    amount: before.amount,
    currency: before.currency,
    source: before.id,
    availableOn: work.seconds,
  });
  const failed = work.put("refund", {
    ...before,
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: line.id,
  });
  const charge = await work.hold("charge", String(before.charge));
  const unrefunded = work.put("charge", {
    ...charge,
    amount_refunded: charge.amount_refunded - before.amount,
    refunded: false,
  });
  work.announce("refund.failed", failed, before);
  work.announce("charge.refund.updated", failed, before);
  work.announce("charge.updated", unrefunded, charge);
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const charge = parameters.text("charge");
  const intent = parameters.text("payment_intent");
  parameters.finish();
  return listObjects(work, "refund", "/v1/refunds", page, { source: charge, payment_intent: intent });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Refund> {
  parameters.finish();
  return work.get("refund", id());
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Refund> {
  const before = await work.hold("refund", id());
  const metadata = parameters.metadata(before.metadata ?? {});
  parameters.finish();
  const updated = work.put("refund", { ...before, metadata });
  work.announce("refund.updated", updated, before);
  return updated;
}

export const refundEndpoints: Endpoint[] = [
  post("/v1/refunds", create),
  get("/v1/refunds", list),
  get("/v1/refunds/:id", retrieve),
  post("/v1/refunds/:id", update),
];
