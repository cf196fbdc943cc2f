import type Stripe from "stripe";
import { type Call, type Endpoint, get } from "../http/endpoint.ts";
import { balancesOf } from "../store/balances.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";

const amounts = (funds: { currency: string; amount: number }[]) =>
  funds.map(({ currency, amount }) => ({ amount, currency, source_types: { card: amount } }));

async function retrieveBalance(work: Work, { parameters }: Call): Promise<Stripe.Balance> {
  parameters.finish();
  const held = await balancesOf(work);
  const funds = held.length > 0 ? held : [{ currency: "usd", available: 0, pending: 0 }];
  return {
    object: "balance",
    available: amounts(funds.map(({ currency, available }) => ({ currency, amount: available }))),
    connect_reserved: [],
    livemode: false,
    pending: amounts(funds.map(({ currency, pending }) => ({ currency, amount: pending }))),
  };
}

/** Money that was pending when its line was written becomes available with time, not with a request. */
const asOf = (work: Work, line: Stripe.BalanceTransaction): Stripe.BalanceTransaction => ({
  ...line,
  status: line.available_on <= work.seconds ? "available" : "pending",
});

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const source = parameters.text("source");
  const type = parameters.text("type");
  const currency = parameters.text("currency");
  parameters.finish();
  const found = await listObjects(work, "balance_transaction", "/v1/balance_transactions", page, {
    source,
    fields: { type, currency },
  });
  return { ...found, data: found.data.map((line) => asOf(work, line)) };
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.BalanceTransaction> {
  parameters.finish();
  return asOf(work, await work.get("balance_transaction", id()));
}

export const balanceEndpoints: Endpoint[] = [
  get("/v1/balance", retrieveBalance),
  get("/v1/balance_transactions", list),
  get("/v1/balance_transactions/:id", retrieve),
];
