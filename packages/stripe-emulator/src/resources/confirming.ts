import type Stripe from "stripe";
import { type Card, type Decline, declineOf } from "../cards.ts";
import { invalidRequest, StripeRefusal } from "../errors.ts";
import { randomText } from "../identifiers.ts";
import { book, processingFee, settlementDay } from "../store/balances.ts";
import type { Work } from "../store/work.ts";
import { captureBefore, newCharge } from "./charge-object.ts";
import { openDispute } from "./dispute-object.ts";
import { attach, cardOf, refuseSpent } from "./payment-methods.ts";

export type Confirmation = {
  /** The customer is not there to answer the bank's questions. */
  offSession: boolean;
  /** A bank's question counts as a refusal. */
  refuseActions: boolean;
  returnUrl: string | undefined;
  /** The bank's question was just answered on the hosted page. */
  authenticated?: boolean;
};

const AUTHENTICATION_REQUIRED: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

/** Refuses what may not be done to an intent in its state, in Stripe's words. */
export const unexpectedState = (message: string, intent: Stripe.PaymentIntent): StripeRefusal =>
  invalidRequest(message, { code: "payment_intent_unexpected_state", payment_intent: intent });

/**
 * Refuses redirect-based payment methods without an address to come back to, which is what dashboards allow
 * (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods).
 */
export function requireReturnUrl(
  automatic: { enabled: boolean | null; allow_redirects?: string } | null,
  returnUrl: string | undefined,
  noun: string,
): void {
  if (!automatic?.enabled || automatic.allow_redirects === "never" || returnUrl !== undefined) return;
  throw invalidRequest(
    `This ${noun} is configured to accept payment methods enabled in your Dashboard. Because some of these payment ` +
      "methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to " +
      "accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and " +
      "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
  );
}

/** Refuses a payment method that belongs to another customer, or that may not be used again. */
export function checkOwner(
  work: Work,
  method: Stripe.PaymentMethod,
  customer: Stripe.PaymentIntent["customer"],
): void {
  refuseSpent(work, method);
  if (method.customer === null || method.customer === customer) return;
  throw customer === null
    ? invalidRequest(
        "The payment method you provided is attached to a customer so for security purposes you must provide the " +
          "customer in the request.",
        { param: "payment_method" },
      )
    : invalidRequest(
        `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached ` +
          "to the customer.",
        { param: "payment_method" },
      );
}

const asksFirst = (work: Work, card: Card, method: Stripe.PaymentMethod, offSession: boolean): boolean =>
  card.authentication === "always" ||
  (card.authentication === "unless_saved" && !(offSession && work.hidden(method.id).authenticated));

/**
 * Charges an intent's payment method. Answers with the intent, succeeded, capturable or waiting for an action; or
 * with the bank's refusal, which leaves a failed charge and an intent that needs another payment method.
 */
export async function confirm(
  work: Work,
  intent: Stripe.PaymentIntent,
  confirmation: Confirmation,
): Promise<Stripe.PaymentIntent | StripeRefusal> {
  if (intent.status === "succeeded") {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
      intent,
    );
  }
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status)) {
    throw unexpectedState(
      `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      intent,
    );
  }
  if (typeof intent.payment_method !== "string") {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
        "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment " +
        "method or ConfirmationToken.",
      intent,
    );
  }
  if (!confirmation.offSession) {
    requireReturnUrl(intent.automatic_payment_methods, confirmation.returnUrl, "PaymentIntent");
  }
  if (confirmation.refuseActions && intent.automatic_payment_methods?.enabled) {
    throw invalidRequest("You cannot use `error_on_requires_action` with automatic payment methods.", {
      param: "error_on_requires_action",
    });
  }
  const method = await methodToCharge(work, intent.payment_method);
  checkOwner(work, method, intent.customer);
  return settle(work, intent, method, confirmation);
}

/** Locked only when this payment uses it up: a customer's card takes any number of payments at the same time. */
async function methodToCharge(work: Work, id: string): Promise<Stripe.PaymentMethod> {
  const method = await work.get("payment_method", id, "payment_method");
  return method.customer === null ? work.hold("payment_method", id, "payment_method") : method;
}

function settle(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  confirmation: Confirmation,
): Stripe.PaymentIntent | StripeRefusal {
  const card = cardOf(work, method);
  if (!confirmation.authenticated && asksFirst(work, card, method, confirmation.offSession)) {
    return confirmation.offSession || confirmation.refuseActions
      ? decline(work, intent, method, AUTHENTICATION_REQUIRED)
      : askFirst(work, intent, confirmation);
  }
  const refused = declineOf(card, method.customer !== null);
  return refused ? decline(work, intent, method, refused) : charge(work, intent, method, card);
}

function askFirst(
  work: Work,
  intent: Stripe.PaymentIntent,
  { returnUrl }: Confirmation,
): Stripe.PaymentIntent {
  const url = `${work.settings.publicUrl}/pages/authenticate/${intent.id}`;
  const waiting = work.put("payment_intent", {
    ...intent,
    status: "requires_action",
    next_action: returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } }
      : { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } },
  });
  work.announce("payment_intent.requires_action", waiting);
  return waiting;
}

function decline(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  refused: Decline,
): StripeRefusal {
  const failed = work.put("charge", newCharge(work, intent, method, refused));
  const error = {
    type: "card_error" as const,
    charge: failed.id,
    code: refused.code,
    ...(refused.declineCode ? { decline_code: refused.declineCode } : {}),
    ...(refused.adviceCode ? { advice_code: refused.adviceCode } : {}),
    message: refused.message,
    payment_method: method,
  };
  const refusal = new StripeRefusal(402, error);
  const after = work.put("payment_intent", {
    ...intent,
    status: "requires_payment_method",
    payment_method: null,
    next_action: null,
    latest_charge: failed.id,
    last_payment_error: refusal.body as Stripe.PaymentIntent.LastPaymentError,
  });
  work.announce("charge.failed", failed);
  work.announce("payment_intent.payment_failed", after);
  return new StripeRefusal(402, { ...error, payment_intent: after });
}

/** The holder did not answer the bank's question: nothing was charged, another payment method is needed. */
export function failAuthentication(work: Work, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const refusal = invalidRequest(
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new " +
      "PaymentMethod to attempt to fulfill this PaymentIntent again.",
    { code: "payment_intent_authentication_failure" },
  );
  const after = work.put("payment_intent", {
    ...intent,
    status: "requires_payment_method",
    payment_method: null,
    next_action: null,
    last_payment_error: refusal.body as Stripe.PaymentIntent.LastPaymentError,
  });
  work.announce("payment_intent.payment_failed", after);
  return after;
}

/** The bank agrees: the money is held for capture, or captured at once. */
function charge(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  card: Card,
): Stripe.PaymentIntent {
  const authorised = newCharge(work, intent, method);
  const manual = intent.capture_method === "manual";
  const after = work.put("payment_intent", {
    ...intent,
    status: manual ? "requires_capture" : "succeeded",
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    last_payment_error: null,
    latest_charge: authorised.id,
    next_action: null,
  });
  keepMethod(work, intent, method);
  if (manual) {
    work.put("charge", authorised);
    work.announce("charge.succeeded", authorised);
    work.announce("payment_intent.amount_capturable_updated", after);
    work.schedule("expire_authorisation", intent.id, new Date(captureBefore(work) * 1_000));
    return after;
  }
  const entered = bookCharge(work, authorised, authorised.amount, card);
  const prompt = intent.capture_method === "automatic" ? entered : authorised;
  work.announce("charge.succeeded", prompt);
  work.announce("payment_intent.succeeded", after);
  if (prompt !== entered) {
    work.announce("charge.updated", entered, authorised);
    work.veil<"charge">(entered, { balance_transaction: null });
  }
  if (card.dispute) openDispute(work, entered, card.dispute);
  return after;
}

/** Enters captured money in the balance history; `amount` is what was captured of it. */
export function bookCharge(work: Work, captured: Stripe.Charge, amount: number, card: Card): Stripe.Charge {
  const line = book(work, {
    type: "charge",
    reportingCategory: "charge",
    amount,
    fee: processingFee(work, amount),
    currency: captured.currency,
    source: captured.id,
    description: captured.description,
    availableOn: card.bypassesPending ? work.seconds : settlementDay(work),
  });
  return work.put("charge", {
    ...captured,
    balance_transaction: line.id,
    receipt_url: `${work.settings.publicUrl}/pages/receipt/${captured.id}?${randomText(8)}`,
  });
}

/** After a payment the method is kept with its customer when that was asked for, and spent when it has none. */
function keepMethod(work: Work, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  if (method.customer !== null) return;
  const wanted = intent.setup_future_usage !== null && typeof intent.customer === "string";
  if (wanted) attach(work, method, intent.customer as string);
  else work.put("payment_method", method, { ...work.hidden(method.id), spent: true });
}
