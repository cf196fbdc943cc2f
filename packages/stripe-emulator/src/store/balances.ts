import type Stripe from "stripe";
import { stripeId } from "../identifiers.ts";
import type { Work } from "./work.ts";

const DAY_SECONDS = 86_400;

type Entry = {
  type: Stripe.BalanceTransaction.Type;
  reportingCategory: string;
  /** Minor units, negative when money leaves. */
  amount: number;
  fee?: number;
  currency: string;
  source: string;
  description?: string | null;
  /** In seconds; the day of it is what counts. */
  availableOn: number;
  account?: string;
};

/** The start (UTC) of the day on which a charge made now becomes available, in seconds. */
export const settlementDay = (work: Work, days = work.settings.settlementDays): number =>
  dayOf(work.seconds + days * DAY_SECONDS);

const dayOf = (seconds: number): number => seconds - (seconds % DAY_SECONDS);

/** What Stripe keeps of a card charge, rounded to the nearest minor unit. */
export const processingFee = (work: Work, amount: number): number =>
  Math.round((amount * work.settings.fee.basisPoints) / 10_000) + work.settings.fee.fixed;

/** Writes one line of an account's balance history and moves its balance by the net. */
export function book(work: Work, entry: Entry): Stripe.BalanceTransaction {
  const account = entry.account ?? work.account;
  const fee = entry.fee ?? 0;
  const availableOn = dayOf(entry.availableOn);
  const line: Stripe.BalanceTransaction = {
    id: stripeId("txn"),
    object: "balance_transaction",
    amount: entry.amount,
    available_on: availableOn,
    balance_type: "payments",
    created: work.seconds,
    currency: entry.currency,
    description: entry.description ?? null,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(entry, fee)],
    net: entry.amount - fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: availableOn <= work.seconds ? "available" : "pending",
    type: entry.type,
  };
  work.put("balance_transaction", line, {}, account);
  work.move({ account, currency: entry.currency, availableOn, net: line.net });
  return line;
}

const feeDetail = (entry: Entry, fee: number): Stripe.BalanceTransaction.FeeDetail => ({
  amount: fee,
  application: null,
  currency: entry.currency,
  description: entry.reportingCategory === "dispute" ? "Dispute fee" : "Stripe processing fees",
  type: "stripe_fee",
});

export type Funds = { currency: string; available: number; pending: number };

/** An account's balance per currency, in minor units. */
export async function balancesOf(work: Work, account = work.account): Promise<Funds[]> {
  return work.sql<Funds[]>`
    select currency,
      coalesce(sum(net) filter (where available_on <= ${work.seconds}), 0)::float8 as available,
      coalesce(sum(net) filter (where available_on > ${work.seconds}), 0)::float8 as pending
    from stripe_emulator.balance where account = ${account} group by currency order by currency`;
}

/**
 * An account's balance in one currency, of which nobody else may promise anything until this request is done:
 * two withdrawals must not both spend the last dollar.
 */
export async function spendable(work: Work, currency: string, account = work.account): Promise<Funds> {
  const lock = `balance ${account} ${currency}`;
  await work.sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`;
  const funds = await balancesOf(work, account);
  return funds.find((held) => held.currency === currency) ?? { currency, available: 0, pending: 0 };
}
