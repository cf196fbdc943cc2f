import type { Money } from "@outcry/kernel";
import type { Payment } from "./payment.ts";

/** A payment as one of its two sides sees it. */
export type VisiblePayment = Payment & Readonly<{ viewerIsBuyer: boolean }>;

/** What a seller earned in one currency. */
export type SellerBalance = Readonly<{ pending: Money; available: Money }>;

/** What the seller of an order pays and gets, as it was quoted. */
export type QuotedFees = Readonly<{
  orderId: string;
  transactionFee: Money;
  processingFee: Money;
  payout: Money;
}>;

/** One posting of the ledger, with its journal. */
export type LedgerEntry = Readonly<{
  id: string;
  journalId: string;
  number: number;
  account: string;
  amount: Money;
  description: string;
  orderId: string;
  postedAt: Date;
}>;

/** Why a payment failed, as this side may read it. A seller does not learn what the buyer's bank said. */
export function failureShownTo(payment: VisiblePayment): string | null {
  if (payment.failureMessage === null) return null;
  return payment.viewerIsBuyer ? payment.failureMessage : "The buyer's payment was declined.";
}

/** Things of others that payments adds fields to: all it knows of them is who they are. */
export type OrderStub = Readonly<{ id: string }>;
export type ViewerStub = Readonly<{ id: string }>;
