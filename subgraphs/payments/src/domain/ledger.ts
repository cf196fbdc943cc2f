import { add, type Currency, invariant, type Money, money, multiply } from "@outcry/kernel";

/**
 * Where money can be. `stripe_clearing` is all that the provider holds for us: the platform's balance and the sellers'
 * accounts with it. `escrow` is what buyers paid and nobody has earned yet. `history` stands in for the provider in the
 * books of trades from before this marketplace kept any.
 */
export type Account =
  | "stripe_clearing"
  | "history"
  | "escrow"
  | "platform_fees"
  | "processing_fees"
  | "penalties"
  | `seller:${string}`;

export type AccountKind = "CLEARING" | "ESCROW" | "SELLER" | "REVENUE";

const KINDS: Record<string, AccountKind> = {
  stripe_clearing: "CLEARING",
  history: "CLEARING",
  escrow: "ESCROW",
  platform_fees: "REVENUE",
  processing_fees: "REVENUE",
  penalties: "REVENUE",
};
export const accountKind = (account: Account): AccountKind => KINDS[account] ?? "SELLER";
export const sellerAccount = (sellerId: string): Account => `seller:${sellerId}`;
export const ownerOf = (account: Account): string | null =>
  account.startsWith("seller:") ? account.slice("seller:".length) : null;

/** Debits are positive, credits negative. */
export type Posting = Readonly<{ account: Account; amount: Money }>;

export type JournalKind = "HOLD" | "RELEASE" | "REFUND" | "PENALTY";

/** One thing that happened to money. Its key is the business fact, so that the fact is booked once however often it is heard. */
export type Journal = Readonly<{
  key: string;
  kind: JournalKind;
  description: string;
  paymentId: string;
  orderId: string;
  postings: readonly Posting[];
  /** When it happened, for what is booked afterwards; now, without it. */
  postedAt?: Date;
}>;

/** As much of a payment as its bookings need. */
export type Booked = Readonly<{
  id: string;
  orderId: string;
  sellerId: string;
  provider: "stripe" | "history";
  amount: Money;
  transactionFee: Money;
  processingFee: Money;
  payout: Money;
}>;

const debit = (account: Account, amount: Money): Posting => ({ account, amount });
const credit = (account: Account, amount: Money): Posting => ({ account, amount: multiply(amount, -1n) });
const clearingOf = (payment: Booked): Account =>
  payment.provider === "stripe" ? "stripe_clearing" : "history";

const journal = (
  kind: JournalKind,
  description: string,
  payment: Booked,
  postings: readonly Posting[],
): Journal => {
  const kept = postings.filter(({ amount }) => amount.minor !== 0n);
  assertBalanced(kept);
  return {
    key: `${kind.toLowerCase()}:${payment.id}`,
    kind,
    description,
    paymentId: payment.id,
    orderId: payment.orderId,
    postings: kept,
  };
};

/** The buyer was charged; the funds are protected. */
export const holdJournal = (payment: Booked): Journal =>
  journal("HOLD", "payment held", payment, [
    debit(clearingOf(payment), payment.amount),
    credit("escrow", payment.amount),
  ]);

/** The buyer has the goods: the seller gets the net, the fees are earned. */
export const releaseJournal = (payment: Booked): Journal =>
  journal("RELEASE", "payment released", payment, [
    debit("escrow", payment.amount),
    credit(sellerAccount(payment.sellerId), payment.payout),
    credit("platform_fees", payment.transactionFee),
    credit("processing_fees", payment.processingFee),
  ]);

/** The buyer has the money back. */
export const refundJournal = (payment: Booked): Journal =>
  journal("REFUND", "payment refunded", payment, [
    debit("escrow", payment.amount),
    credit(clearingOf(payment), payment.amount),
  ]);

/** As much of a penalty as its booking needs. */
export type BookedPenalty = Readonly<{
  id: string;
  paymentId: string;
  orderId: string;
  userId: string;
  amount: Money;
}>;

/** One key for both ways, so that a penalty is never taken twice. */
function penaltyJournal({ id, paymentId, orderId, amount }: BookedPenalty, from: Account): Journal {
  const postings = [debit(from, amount), credit("penalties", amount)];
  assertBalanced(postings);
  const description = from === "stripe_clearing" ? "penalty charged" : "penalty deducted";
  return { key: `penalty:${id}`, kind: "PENALTY", description, paymentId, orderId, postings };
}

/** A penalty was charged to a payment method. */
export const chargedPenaltyJournal = (penalty: BookedPenalty): Journal =>
  penaltyJournal(penalty, "stripe_clearing");

/** A penalty was taken out of what its owner earned: the provider holds it as before, and more of it is ours. */
export const deductedPenaltyJournal = (penalty: BookedPenalty): Journal =>
  penaltyJournal(penalty, sellerAccount(penalty.userId));

/** Throws when money would appear or vanish. The database checks the same again when the transaction commits. */
export function assertBalanced(postings: readonly Posting[]): void {
  const sums = new Map<Currency, Money>();
  for (const { amount } of postings)
    sums.set(amount.currency, add(sums.get(amount.currency) ?? money(0n, amount.currency), amount));
  for (const [currency, sum] of sums)
    invariant(sum.minor === 0n, `A journal's ${currency} postings add up to zero.`);
}
