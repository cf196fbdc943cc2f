import { after as later } from "@outcry/kernel";
import type Stripe from "stripe";
import { checkPositive, currencyOf } from "../amounts.ts";
import { invalidRequest } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { stripeId } from "../identifiers.ts";
import { book, settlementDay, spendable } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { accountNamed } from "./account-object.ts";

/** Stripe's test bank accounts whose payouts fail (https://docs.stripe.com/connect/testing#account-numbers). */
const FAILURES: Record<string, { code: string; message: string }> = {
  "000111111116": { code: "no_account", message: "The bank account could not be located." },
  "000111111113": { code: "account_closed", message: "The bank account has been closed." },
  "000222222227": { code: "insufficient_funds", message: "The account has insufficient funds." },
  "000333333335": { code: "debit_not_authorized", message: "Debit transactions are not approved." },
  "000444444440": { code: "invalid_currency", message: "The bank was unable to process this currency." },
};

/** The bank account money leaves to: a connected account's own, or the platform's. */
async function destinationOf(work: Work, currency: string, wanted: string | undefined): Promise<string> {
  if (work.account === "") return wanted ?? "ba_outcryplatform";
  const account = await accountNamed(work, work.account);
  const banks = account.external_accounts?.data ?? [];
  const bank = banks.find((known) =>
    wanted === undefined ? known.currency === currency : known.id === wanted,
  );
  if (bank && account.payouts_enabled) return bank.id;
  throw invalidRequest(`Sorry, you don't have any external accounts in that currency (${currency}).`);
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.Payout> {
  const amount = parameters.requiredInteger("amount");
  const currency = currencyOf(parameters);
  const method = parameters.choice("method", ["standard", "instant"]) ?? "standard";
  const wanted = parameters.text("destination");
  const description = parameters.text("description") ?? null;
  const statement = parameters.text("statement_descriptor") ?? null;
  const metadata = parameters.metadata();
  parameters.choice("source_type", ["card"]);
  parameters.finish();
  checkPositive(amount, currency);
  const destination = await destinationOf(work, currency, wanted);
  const { available } = await spendable(work, currency);
  if (available < amount) {
    throw invalidRequest(
      "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can " +
        "use the the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).",
      { code: "balance_insufficient", param: "amount" },
    );
  }
  const id = stripeId("po");
  const line = book(work, {
    type: "payout",
    reportingCategory: "payout",
    amount: -amount,
    currency,
    source: id,
    description: description ?? "STRIPE PAYOUT",
    availableOn: work.seconds,
  });
  const payout = work.put("payout", {
    id,
    object: "payout",
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: method === "instant" ? work.seconds : settlementDay(work, 1),
    automatic: false,
    balance_transaction: line.id,
    created: work.seconds,
    currency,
    description,
    destination,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata,
    method,
    original_payout: null,
    payout_method: null,
    reconciliation_status: "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: statement,
    status: "pending",
    trace_id: null,
    type: "bank_account",
  });
  work.announce("payout.created", payout);
  work.schedule("settle_payout", id, later(work.now, work.settings.settlementDelay));
  return payout;
}

/** Puts a payout's money back on the balance. */
function giveBack(work: Work, payout: Stripe.Payout, type: "payout_cancel" | "payout_failure") {
  return book(work, {
    type,
    reportingCategory: "payout_reversal",
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
    availableOn: work.seconds,
  });
}

/** The bank answers: the payout arrived, or its account number says that it fails. */
export async function settlePayout(work: Work, id: string): Promise<void> {
  const before = await work.hold("payout", id);
  if (before.status !== "pending") return;
  if (work.account !== "") await work.load([work.account]);
  const failure = FAILURES[work.hidden(work.account).bankAccount ?? ""];
  if (!failure) {
    const paid = work.put("payout", { ...before, status: "paid" });
    work.announce("payout.paid", paid);
    return;
  }
  const line = giveBack(work, before, "payout_failure");
  const failed = work.put("payout", {
    ...before,
    status: "failed",
    failure_balance_transaction: line.id,
    failure_code: failure.code,
    failure_message: failure.message,
  });
  work.announce("payout.failed", failed, before);
}

async function cancel(work: Work, { parameters, id }: Call): Promise<Stripe.Payout> {
  parameters.finish();
  const before = await work.hold("payout", id());
  if (before.status !== "pending") {
    throw invalidRequest("Payouts that have already been sent can't be canceled.", {
      code: "payouts_not_allowed",
    });
  }
  const line = giveBack(work, before, "payout_cancel");
  const canceled = work.put("payout", {
    ...before,
    status: "canceled",
    failure_balance_transaction: line.id,
  });
  work.announce("payout.canceled", canceled, before);
  return canceled;
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const status = parameters.text("status");
  const destination = parameters.text("destination");
  parameters.finish();
  return listObjects(work, "payout", "/v1/payouts", page, { destination, fields: { status } });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Payout> {
  parameters.finish();
  return work.get("payout", id());
}

export const payoutEndpoints: Endpoint[] = [
  post("/v1/payouts", create),
  get("/v1/payouts", list),
  get("/v1/payouts/:id", retrieve),
  post("/v1/payouts/:id/cancel", cancel),
];
