import type { Money, Result } from "@outcry/kernel";
import type { ChargeFact, RefundFact, ReleaseFact } from "./domain/payment.ts";

/** The provider did not answer, or not soundly: what was asked may or may not have happened. Ask again with the same key. */
export class ProviderSilence extends Error {
  override readonly name = "ProviderSilence";
  readonly retryable = true;
  /** True when the provider did end the request, with a fault of its own: a repetition will only hear the same again. */
  readonly ended: boolean;

  constructor(message: string, options: ErrorOptions & { ended: boolean }) {
    super(message, options);
    this.ended = options.ended;
  }
}

/** The provider understood, and refuses: asking the same again is of no use. `code` is the provider's word for it. */
export class ProviderRefusal extends Error {
  override readonly name = "ProviderRefusal";
  readonly code: string;

  constructor(message: string, options: ErrorOptions & { code: string }) {
    super(message, options);
    this.code = options.code;
  }
}

export type ChargeRequest = Readonly<{
  paymentId: string;
  orderId: string;
  orderNumber: string;
  amount: Money;
  methodRef: string;
  customerRef: string;
  /** A repeated request has the same number, and so the same idempotency key. */
  attempt: number;
}>;

/** A charge for a penalty: not for the order's price, and never to be taken for it. */
export type PenaltyRequest = Readonly<{
  penaltyId: string;
  orderId: string;
  orderNumber: string;
  amount: Money;
  methodRef: string;
  customerRef: string;
  attempt: number;
}>;

export type ReleaseRequest = Readonly<{
  paymentId: string;
  orderId: string;
  /** Where the money comes from: a transfer from a charge waits for nothing else. */
  chargeRef: string;
  accountRef: string;
  amount: Money;
}>;

export type RefundRequest = Readonly<{ paymentId: string; orderId: string; chargeRef: string }>;

/** What the provider tells of a card, and nothing secret. */
export type SavedMethod = Readonly<{
  providerRef: string;
  brand: string;
  last4: string;
  expiryMonth: number;
  expiryYear: number;
}>;

/** What the provider told us, as it came; `facts` are what it means to us. */
export type ProviderEvent = Readonly<{
  id: string;
  type: string;
  createdAt: Date;
  payload: Record<string, unknown>;
}>;

/** A fact out of an event, with what it says of the payment it is about. */
export type ReportedFact = Readonly<{
  /** Ours, as we gave it along; null when it is not one of ours. */
  paymentId: string | null;
  /** What was moved, to be compared with our own books. */
  amount: { minor: bigint; currency: string };
  fact: ChargeFact | ReleaseFact | RefundFact;
}>;

export type WebhookObjection =
  | "BAD_SIGNATURE"
  | "TOO_OLD"
  | "FROM_THE_FUTURE"
  | "NOT_AN_EVENT"
  | "OTHER_MODE"
  | "OTHER_ACCOUNT";

/**
 * Who moves the money. Requests that move any carry an idempotency key made of the payment and the attempt, and throw
 * ProviderSilence or ProviderRefusal when they do not succeed. `find…` look at the provider's own books.
 */
export type PaymentProvider = {
  charge(request: ChargeRequest): Promise<ChargeFact>;
  findCharge(payment: {
    paymentId: string;
    orderId: string;
    intentRef: string | null;
  }): Promise<ChargeFact | null>;
  chargePenalty(request: PenaltyRequest): Promise<ChargeFact>;
  findPenalty(penalty: {
    penaltyId: string;
    attempt: number;
    intentRef: string | null;
  }): Promise<ChargeFact | null>;
  /** Calls a charge off that is not settled; answers with what has become of it. */
  abandonCharge(intentRef: string): Promise<ChargeFact>;
  release(request: ReleaseRequest): Promise<ReleaseFact>;
  findRelease(payment: { paymentId: string; orderId: string }): Promise<ReleaseFact | null>;
  refund(request: RefundRequest): Promise<RefundFact>;
  findRefund(payment: { chargeRef: string }): Promise<RefundFact | null>;

  createCustomer(userId: string): Promise<string>;
  createSellerAccount(userId: string): Promise<string>;
  /** Refuses with a sentence that may be shown: a declined card, or a token that the provider does not know. */
  saveMethod(token: string, customerRef: string): Promise<Result<SavedMethod, { message: string }>>;
  forgetMethod(methodRef: string): Promise<void>;

  readWebhook(body: Uint8Array, signature: string, now: Date): Result<ProviderEvent, WebhookObjection>;
  /** The fact in an event; null when it tells none that matters here. */
  readEvent(payload: Record<string, unknown>): ReportedFact | null;
  /** Events since an instant, newest first, of the types that matter here, read as they are asked for. */
  eventsSince(instant: Date): AsyncIterable<ProviderEvent>;
};
