import type Stripe from "stripe";
import type { CardName } from "../cards.ts";

/** Everything the emulator keeps, by the name Stripe gives it in `object`. */
export type Kinds = {
  account: Stripe.Account;
  balance_transaction: Stripe.BalanceTransaction;
  charge: Stripe.Charge;
  "checkout.session": Stripe.Checkout.Session;
  customer: Stripe.Customer;
  dispute: Stripe.Dispute;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  payout: Stripe.Payout;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  transfer: Stripe.Transfer;
  transfer_reversal: Stripe.TransferReversal;
};

export type Kind = keyof Kinds;

/** What the emulator must remember of an object and Stripe would not show. */
export type Hidden = {
  /** The test card behind a payment method. */
  card?: CardName;
  /** A payment method that was used once, or detached, without a customer: it may not be used again. */
  spent?: boolean;
  /** A payment method that passed 3-D Secure when it was saved. */
  authenticated?: boolean;
  /** The URLs an onboarding link leads back to. */
  returnUrl?: string;
  /** The last four digits of a connected account's bank account decide how its payouts end. */
  bankAccount?: string;
  /** What a checkout session will make when it is paid. */
  checkout?: {
    lineItems: Stripe.LineItem[];
    captureMethod: "automatic" | "automatic_async" | "manual";
    terms: object;
  };
};

/** An object as it is stored: `account` is "" for the platform's own, or the connected account it belongs to. */
export type Stored<K extends Kind = Kind> = {
  kind: K;
  id: string;
  account: string;
  data: Kinds[K];
  hidden: Hidden;
};

/** The columns that lists are filtered and found by. */
export type Columns = {
  customer: string | null;
  payment_intent: string | null;
  source: string | null;
  transfer_group: string | null;
  destination: string | null;
  metadata: Record<string, string>;
};

const idOf = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" ? value.id : null;
};

/** `source` is what money came from: a refund's or dispute's charge, a transfer's source, an entry's cause. */
export function columnsOf(data: object): Columns {
  const fields = data as Record<string, unknown>;
  return {
    customer: idOf(fields.customer),
    payment_intent: idOf(fields.payment_intent),
    source:
      idOf(fields.charge) ?? idOf(fields.source_transaction) ?? idOf(fields.transfer) ?? idOf(fields.source),
    transfer_group: idOf(fields.transfer_group),
    destination: idOf(fields.destination),
    metadata: (fields.metadata ?? {}) as Record<string, string>,
  };
}
