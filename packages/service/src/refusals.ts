import type { Money } from "@outcry/kernel";

type Field = { field?: string[] };

/** Every way in which a command may say no. One dialect for all subgraphs; the GraphQL types are in schema/shared.graphql. */
export type Refusal =
  | ({ kind: "Validation"; message: string } & Field)
  | ({ kind: "NotFound"; message: string } & Field)
  | ({ kind: "PriceMoved"; lowestAsk: Money | null; highestBid: Money | null } & Field)
  | ({ kind: "BelowMinimum"; minimum: Money } & Field)
  | ({ kind: "TickSize"; tick: Money } & Field)
  | ({ kind: "SelfTrade" } & Field)
  | ({ kind: "InsufficientStock"; available: number } & Field)
  | ({ kind: "PaymentMethodRequired" } & Field)
  | ({ kind: "VerificationRequired" } & Field)
  | ({ kind: "LimitReached"; limit: string; message: string } & Field)
  | ({ kind: "SellingSuspended"; until: string } & Field)
  | ({ kind: "InvalidTransition"; from: string; allowed: string[]; message?: string } & Field)
  | ({ kind: "StaleVersion"; currentVersion: number } & Field)
  | ({ kind: "IdempotencyConflict" } & Field);

type RefusalKind = Refusal["kind"];

// A new refusal does not compile until it has a name and a sentence here.
const CODES = {
  Validation: "VALIDATION",
  NotFound: "NOT_FOUND",
  PriceMoved: "PRICE_MOVED",
  BelowMinimum: "BELOW_MINIMUM",
  TickSize: "TICK_SIZE",
  SelfTrade: "SELF_TRADE",
  InsufficientStock: "INSUFFICIENT_STOCK",
  PaymentMethodRequired: "PAYMENT_METHOD_REQUIRED",
  VerificationRequired: "VERIFICATION_REQUIRED",
  LimitReached: "LIMIT_REACHED",
  SellingSuspended: "SELLING_SUSPENDED",
  InvalidTransition: "INVALID_TRANSITION",
  StaleVersion: "STALE_VERSION",
  IdempotencyConflict: "IDEMPOTENCY_CONFLICT",
} as const satisfies Record<RefusalKind, string>;

const SENTENCES: Record<Exclude<RefusalKind, "Validation" | "NotFound" | "LimitReached">, string> = {
  PriceMoved: "The market moved before your order arrived. Look at the new price and decide again.",
  BelowMinimum: "This price is under the least the market takes.",
  TickSize: "Prices go up and down in whole steps; this one is between two.",
  SelfTrade: "This would trade with an order of your own.",
  InsufficientStock: "Fewer are available than you asked for.",
  PaymentMethodRequired: "Save a payment method first: a bid is binding, and is charged when it trades.",
  VerificationRequired: "Please verify your seller account first.",
  SellingSuspended: "You may not sell for now: you repeatedly did not ship what you had sold.",
  InvalidTransition: "This can't be done in the state it is in.",
  StaleVersion: "Somebody changed this since you looked. Look again, then decide.",
  IdempotencyConflict:
    "This idempotency key was used before with other input. Use a new key for a new intent.",
};

export type UserErrorShape = {
  __typename: string;
  message: string;
  code: string;
  field: string[] | null;
} & Record<string, unknown>;

/** A refusal in the words of the graph. */
export function toUserError(refusal: Refusal): UserErrorShape {
  const { kind, field, ...extras } = refusal;
  const message =
    "message" in refusal && refusal.message ? refusal.message : SENTENCES[kind as keyof typeof SENTENCES];
  return { ...extras, __typename: `${kind}Error`, code: CODES[kind], message, field: field ?? null };
}
