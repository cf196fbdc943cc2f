import type Stripe from "stripe";
import { checkPositive, written } from "../amounts.ts";
import { invalidRequest } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { stripeId } from "../identifiers.ts";
import { book, spendable } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";

/** How many reversals a transfer shows of itself. */
const SHOWN_MAX = 10;

function amountToReverse(transfer: Stripe.Transfer, wanted: number | undefined): number {
  const left = transfer.amount - transfer.amount_reversed;
  if (left === 0) throw invalidRequest(`Transfer ${transfer.id} has already been reversed.`);
  const amount = wanted === undefined ? left : checkPositive(wanted, transfer.currency);
  if (amount <= left) return amount;
  throw invalidRequest(
    `Reversal amount (${written(amount, transfer.currency)}) is greater than the unreversed amount on transfer ` +
      `(${written(left, transfer.currency)})`,
    { param: "amount" },
  );
}

/** Refuses to take back what the connected account no longer has, because it was paid out. */
async function refuseOverdraft(work: Work, transfer: Stripe.Transfer, amount: number): Promise<void> {
  const { available, pending } = await spendable(work, transfer.currency, String(transfer.destination));
  if (available + pending >= amount) return;
  throw invalidRequest(
    "Insufficient funds in the connected account's balance to reverse this transfer. (It has " +
      `${written(available + pending, transfer.currency)}.)`,
    { code: "balance_insufficient", param: "amount" },
  );
}

async function create(work: Work, { parameters, id }: Call): Promise<Stripe.TransferReversal> {
  const wanted = parameters.integer("amount");
  const metadata = parameters.metadata();
  parameters.accept("description", "refund_application_fee");
  parameters.finish();
  const before = await work.hold("transfer", id());
  const amount = amountToReverse(before, wanted);
  await refuseOverdraft(work, before, amount);
  const left = await work.get("balance_transaction", String(before.balance_transaction));
  const availableOn = Math.max(work.seconds, left.available_on);
  const reversalId = stripeId("trr");
  const { currency } = before;
  const line = book(work, {
    type: "transfer_refund",
    reportingCategory: "transfer_reversal",
    amount,
    currency,
    source: reversalId,
    availableOn,
  });
  const arrival = stripeId("pyr");
  book(work, {
    type: "payment_refund",
    reportingCategory: "refund",
    amount: -amount,
    currency,
    source: arrival,
    availableOn,
    account: String(before.destination),
  });
  const reversal = work.put("transfer_reversal", {
    id: reversalId,
    object: "transfer_reversal",
    amount,
    balance_transaction: line.id,
    created: work.seconds,
    currency,
    destination_payment_refund: arrival,
    metadata,
    source_refund: null,
    transfer: before.id,
  });
  const reversed = before.amount_reversed + amount;
  const after = work.put("transfer", {
    ...before,
    amount_reversed: reversed,
    reversed: reversed === before.amount,
    reversals: { ...before.reversals, data: [reversal, ...before.reversals.data].slice(0, SHOWN_MAX) },
  });
  work.announce("transfer.reversed", after, before);
  return reversal;
}

async function list(work: Work, { parameters, id }: Call): Promise<object> {
  const page = pageOf(parameters);
  parameters.finish();
  await work.get("transfer", id());
  return listObjects(work, "transfer_reversal", `/v1/transfers/${id()}/reversals`, page, { source: id() });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.TransferReversal> {
  parameters.finish();
  return work.get("transfer_reversal", id("reversal"));
}

export const reversalEndpoints: Endpoint[] = [
  post("/v1/transfers/:id/reversals", create),
  get("/v1/transfers/:id/reversals", list),
  get("/v1/transfers/:id/reversals/:reversal", retrieve),
];
