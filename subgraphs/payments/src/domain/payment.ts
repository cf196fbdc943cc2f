import type { Money } from "@outcry/kernel";
import { type Booked, holdJournal, type Journal, refundJournal, releaseJournal } from "./ledger.ts";

/** From each state, where a payment can go. A state never goes backwards, whatever arrives late. */
export const paymentTransitions = {
  PENDING: ["REQUIRES_ACTION", "HELD", "FAILED"],
  REQUIRES_ACTION: ["HELD", "FAILED"],
  HELD: ["RELEASED", "REFUNDED"],
  RELEASED: [],
  REFUNDED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState = keyof typeof paymentTransitions;

/** What a buyer pays for an order. */
export type Payment = Booked &
  Readonly<{
    orderNumber: string;
    buyerId: string;
    state: PaymentState;
    refunded: Money;
    /** The provider's names of things; null until there are any. */
    intentRef: string | null;
    chargeRef: string | null;
    /** The method and customer this payment charges, chosen once, so that a repeated request is the same request. */
    methodRef: string | null;
    customerRef: string | null;
    /** Counts the requests that differ: a repeated one has the same number, and so the same idempotency key. */
    attempt: number;
    /** The order was called off before the charge was settled. */
    isUnwanted: boolean;
    failureCode: string | null;
    failureMessage: string | null;
    createdAt: Date;
  }>;

/** What is known of a charge, whoever told us: the answer to our request, a webhook, or a look at the provider's books. */
export type ChargeFact =
  | { kind: "SUCCEEDED"; intentRef: string; chargeRef: string }
  | { kind: "DECLINED"; intentRef: string | null; code: string; message: string }
  | { kind: "REQUIRES_ACTION"; intentRef: string }
  | { kind: "PROCESSING"; intentRef: string };
export type ReleaseFact = { kind: "RELEASED"; transferRef: string };
export type RefundFact = { kind: "REFUNDED"; refundRef: string };

/** What the marketplace has the provider do, a row each, written down before it is tried. */
export type StepKind = "CHARGE" | "RELEASE" | "REFUND";

export type Changes = Partial<
  Pick<Payment, "state" | "intentRef" | "chargeRef" | "refunded" | "failureCode" | "failureMessage">
> & {
  transferRef?: string;
  refundRef?: string;
};

/** What follows from a fact. Everything in it is recorded in one transaction. */
export type Consequence = Readonly<{
  changes: Changes;
  journal?: Journal;
  announces?: "HELD" | "FAILED" | "RELEASED" | "REFUNDED";
  /** The steps that there is nothing left to do for. */
  completes?: readonly StepKind[];
  /** The step that it calls for. */
  requests?: StepKind;
  /** Something a person should look at. */
  alarm?: string;
}>;

/** What is settled is neither released nor refunded any more, whatever was asked for. */
const SETTLED: readonly StepKind[] = ["RELEASE", "REFUND"];

const isOpen = (state: PaymentState): boolean => state === "PENDING" || state === "REQUIRES_ACTION";

/** Decides what a fact about the charge means. Hearing it again, or hearing an older one later, changes nothing. */
export function learnOfCharge(payment: Payment, fact: ChargeFact): Consequence {
  if (fact.kind === "SUCCEEDED") return learnOfSuccess(payment, fact);
  if (!isOpen(payment.state)) return { changes: {} };
  if (fact.kind === "DECLINED") {
    return {
      changes: {
        state: "FAILED",
        failureCode: fact.code,
        failureMessage: fact.message,
        ...(fact.intentRef && { intentRef: fact.intentRef }),
      },
      announces: "FAILED",
      completes: ["CHARGE"],
    };
  }
  const state = fact.kind === "REQUIRES_ACTION" ? "REQUIRES_ACTION" : payment.state;
  return { changes: { state, intentRef: fact.intentRef } };
}

function learnOfSuccess(payment: Payment, fact: Extract<ChargeFact, { kind: "SUCCEEDED" }>): Consequence {
  const refs = { intentRef: fact.intentRef, chargeRef: fact.chargeRef };
  if (isOpen(payment.state)) {
    return {
      changes: { state: "HELD", ...refs },
      journal: holdJournal(payment),
      announces: "HELD",
      completes: ["CHARGE"],
      ...(payment.isUnwanted && { requests: "REFUND" }),
    };
  }
  if (payment.state !== "FAILED" || payment.chargeRef !== null) return { changes: {} };
  // Taken after we said that it was not: the order is gone, so the money goes straight back.
  return {
    changes: refs,
    journal: holdJournal(payment),
    requests: "REFUND",
    alarm: "A payment that had failed was charged after all, and is being refunded.",
  };
}

/** Decides what it means that the seller's share went on to the seller. */
export function learnOfRelease(payment: Payment, fact: ReleaseFact): Consequence {
  if (payment.state === "RELEASED") return { changes: {} };
  if (payment.state !== "HELD")
    return { changes: {}, alarm: `A transfer was made for a payment that is ${payment.state}.` };
  return {
    changes: { state: "RELEASED", transferRef: fact.transferRef },
    journal: releaseJournal(payment),
    announces: "RELEASED",
    completes: SETTLED,
  };
}

/** Decides what it means that the buyer has the money back. */
export function learnOfRefund(payment: Payment, fact: RefundFact): Consequence {
  const changes = { refunded: payment.amount, refundRef: fact.refundRef };
  if (payment.state === "HELD") {
    return {
      changes: { state: "REFUNDED", ...changes },
      journal: refundJournal(payment),
      announces: "REFUNDED",
      completes: SETTLED,
    };
  }
  if (payment.state === "FAILED" && payment.chargeRef !== null && payment.refunded.minor === 0n)
    return { changes, journal: refundJournal(payment), completes: SETTLED };
  if (payment.state === "RELEASED")
    return {
      changes: {},
      alarm: "A payment was refunded after its release: its transfer has to be reversed.",
    };
  return { changes: {} };
}
