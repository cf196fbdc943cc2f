import type Stripe from "stripe";
import { invalidRequest } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { book, settlementDay } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";

const OPEN = ["needs_response", "warning_needs_response", "under_review"];

/** Ends a dispute; a won one gives back the money and the fee. */
function closeDispute(work: Work, before: Stripe.Dispute, won: boolean): Stripe.Dispute {
  const lines = [...before.balance_transactions];
  if (won) {
    const withdrawn = lines[0];
    lines.push(
      book(work, {
        type: "adjustment",
        reportingCategory: "dispute_reversal",
        amount: before.amount,
        fee: -(withdrawn?.fee ?? 0),
        currency: before.currency,
        source: before.id,
        description: `Chargeback reversal for ${String(before.charge)}`,
        availableOn: settlementDay(work, 0),
      }),
    );
  }
  const after = work.put("dispute", {
    ...before,
    balance_transactions: lines,
    status: won ? "won" : "lost",
  });
  if (won) work.announce("charge.dispute.funds_reinstated", after);
  work.announce("charge.dispute.closed", after, before);
  return after;
}

/** Stripe's test evidence decides the outcome: `winning_evidence` or `losing_evidence`. */
async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Dispute> {
  const before = await work.hold("dispute", id());
  const metadata = parameters.metadata(before.metadata);
  const submit = parameters.flag("submit") ?? true;
  const evidence = parameters.inside("evidence");
  const sent: Record<string, string | null> = {};
  for (const name of Object.keys(before.evidence)) {
    if (name !== "enhanced_evidence" && evidence?.has(name)) sent[name] = evidence.clearable(name) ?? null;
  }
  parameters.finish();
  if (!OPEN.includes(before.status)) {
    throw invalidRequest("This dispute is already closed", { code: "dispute_already_closed" });
  }
  const submitted = submit && Object.keys(sent).length > 0;
  const after = work.put("dispute", {
    ...before,
    metadata,
    evidence: { ...before.evidence, ...sent },
    evidence_details: {
      ...before.evidence_details,
      has_evidence: before.evidence_details.has_evidence || Object.keys(sent).length > 0,
      submission_count: before.evidence_details.submission_count + (submitted ? 1 : 0),
    },
    status: submitted ? "under_review" : before.status,
  });
  work.announce("charge.dispute.updated", after, before);
  const verdict = submitted ? after.evidence.uncategorized_text : null;
  if (verdict === "winning_evidence") return closeDispute(work, after, true);
  if (verdict === "losing_evidence") return closeDispute(work, after, false);
  return after;
}

async function close(work: Work, { parameters, id }: Call): Promise<Stripe.Dispute> {
  parameters.finish();
  const before = await work.hold("dispute", id());
  if (OPEN.includes(before.status)) return closeDispute(work, before, false);
  throw invalidRequest("This dispute is already closed", { code: "dispute_already_closed" });
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const charge = parameters.text("charge");
  const intent = parameters.text("payment_intent");
  parameters.finish();
  return listObjects(work, "dispute", "/v1/disputes", page, { source: charge, payment_intent: intent });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Dispute> {
  parameters.finish();
  return work.get("dispute", id());
}

export const disputeEndpoints: Endpoint[] = [
  get("/v1/disputes", list),
  get("/v1/disputes/:id", retrieve),
  post("/v1/disputes/:id", update),
  post("/v1/disputes/:id/close", close),
];
