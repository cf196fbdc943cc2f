import type Stripe from "stripe";
import { checkPositive, currencyOf, written } from "../amounts.ts";
import { invalidParameter, invalidRequest } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { stripeId } from "../identifiers.ts";
import { book, spendable } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { accountNamed } from "./account-object.ts";
import { reversalEndpoints } from "./transfer-reversals.ts";

type Wanted = {
  amount: number;
  currency: string;
  destination: string;
  source: string | undefined;
  group: string | undefined;
  description: string | null;
  metadata: Stripe.Metadata;
};

/** Refuses an account that may not receive transfers (yet). */
async function receivingAccount(work: Work, id: string): Promise<Stripe.Account> {
  const account = await accountNamed(work, id, "destination");
  if (account.capabilities?.transfers === "active") return account;
  throw invalidRequest(
    "Your destination account needs to have at least one of the following capabilities enabled: transfers, " +
      "crypto_transfers, legacy_payments",
    { code: "insufficient_capabilities_for_transfer" },
  );
}

/** The charge the money comes from, locked, with the day its money becomes available. */
async function sourceOf(work: Work, wanted: Wanted, source: string) {
  if (!source.startsWith("ch_")) {
    throw invalidRequest(`No such charge: '${source}'`, {
      code: "resource_missing",
      param: "source_transaction",
    });
  }
  const charge = await work.hold("charge", source, "source_transaction");
  if (charge.status !== "succeeded" || !charge.captured || typeof charge.balance_transaction !== "string") {
    throw invalidRequest(
      `The charge ${charge.id} cannot be used as a source_transaction: it was not captured.`,
      {
        param: "source_transaction",
      },
    );
  }
  if (charge.currency !== wanted.currency) {
    throw invalidRequest(
      `The currency of source_transaction's balance transaction (${charge.currency}) must be the same as the ` +
        `transfer currency (${wanted.currency})`,
      { param: "currency" },
    );
  }
  if (
    wanted.group !== undefined &&
    charge.transfer_group !== null &&
    charge.transfer_group !== wanted.group
  ) {
    throw invalidRequest(
      "You cannot provide a transfer_group that differs from that of the source_transaction.",
      {
        param: "transfer_group",
      },
    );
  }
  const [sum] = await work.sql<{ moved: number }[]>`
    select coalesce(sum((data ->> 'amount')::bigint - (data ->> 'amount_reversed')::bigint), 0)::float8 as moved
    from stripe_emulator.object where source = ${source} and kind = 'transfer'`;
  const left = charge.amount_captured - (sum?.moved ?? 0);
  if (wanted.amount > left) {
    throw invalidRequest(
      `Transfers using this transaction as a source must not exceed the source amount of ` +
        `${written(charge.amount_captured, charge.currency)}. (There is ${written(left, charge.currency)} left.)`,
      { param: "amount" },
    );
  }
  const line = await work.get("balance_transaction", charge.balance_transaction, "source_transaction");
  return { charge, availableOn: Math.max(line.available_on, work.seconds) };
}

async function refuseOverdraft(work: Work, { amount, currency }: Wanted): Promise<void> {
  const { available } = await spendable(work, currency);
  if (available >= amount) return;
  throw invalidRequest(
    "You have insufficient available funds in your Stripe account. Try adding funds directly to your available " +
      "balance by creating Charges using the 4000000000000077 test card. See: " +
      "https://stripe.com/docs/testing#available-balance",
    { code: "balance_insufficient" },
  );
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.Transfer> {
  const amount = parameters.integer("amount");
  const currency = currencyOf(parameters);
  const wanted: Wanted = {
    amount: amount ?? 0,
    currency,
    destination: parameters.required("destination"),
    source: parameters.text("source_transaction"),
    group: parameters.text("transfer_group"),
    description: parameters.text("description") ?? null,
    metadata: parameters.metadata(),
  };
  parameters.choice("source_type", ["card"]);
  parameters.finish();
  if (amount === undefined) {
    throw invalidParameter("Missing required param: amount.", { code: "parameter_missing", param: "amount" });
  }
  checkPositive(amount, currency);
  const account = await receivingAccount(work, wanted.destination);
  const source = wanted.source === undefined ? undefined : await sourceOf(work, wanted, wanted.source);
  if (!source) await refuseOverdraft(work, wanted);
  const group =
    wanted.group ?? source?.charge.transfer_group ?? (source ? `group_${source.charge.id}` : null);
  if (source && source.charge.transfer_group === null) {
    work.put("charge", { ...source.charge, transfer_group: group });
  }
  return makeTransfer(
    work,
    { ...wanted, group: group ?? undefined },
    account.id,
    source?.availableOn ?? work.seconds,
  );
}

function makeTransfer(work: Work, wanted: Wanted, account: string, availableOn: number): Stripe.Transfer {
  const id = stripeId("tr");
  const arrival = stripeId("py");
  const { amount, currency } = wanted;
  const left = book(work, {
    type: "transfer",
    reportingCategory: "transfer",
    amount: -amount,
    currency,
    source: id,
    description: wanted.description,
    availableOn,
  });
  book(work, {
    type: "payment",
    reportingCategory: "charge",
    amount,
    currency,
    source: arrival,
    availableOn,
    account,
  });
  const transfer = work.put("transfer", {
    id,
    object: "transfer",
    amount,
    amount_reversed: 0,
    balance_transaction: left.id,
    created: work.seconds,
    currency,
    description: wanted.description,
    destination: account,
    destination_payment: arrival,
    livemode: false,
    metadata: wanted.metadata,
    reversals: { object: "list", data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: wanted.source ?? null,
    source_type: "card",
    transfer_group: wanted.group ?? null,
  });
  work.announce("transfer.created", transfer);
  return transfer;
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const destination = parameters.text("destination");
  const group = parameters.text("transfer_group");
  parameters.finish();
  return listObjects(work, "transfer", "/v1/transfers", page, { destination, transfer_group: group });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Transfer> {
  parameters.finish();
  return work.get("transfer", id());
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Transfer> {
  const before = await work.hold("transfer", id());
  const metadata = parameters.metadata(before.metadata);
  const description = parameters.text("description") ?? before.description;
  parameters.finish();
  const after = work.put("transfer", { ...before, metadata, description });
  work.announce("transfer.updated", after, before);
  return after;
}

export const transferEndpoints: Endpoint[] = [
  post("/v1/transfers", create),
  get("/v1/transfers", list),
  get("/v1/transfers/:id", retrieve),
  post("/v1/transfers/:id", update),
  ...reversalEndpoints,
];
