import type Stripe from "stripe";
import { invalidParameter } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import { randomText, stripeId } from "../identifiers.ts";
import type { Work } from "../store/work.ts";
import { shippingOf } from "./addresses.ts";
import { checkOwner } from "./confirming.ts";
import { existingCustomer } from "./existing-customer.ts";
import { resolvePaymentMethod } from "./payment-methods.ts";

export const CAPTURE_METHODS = ["automatic", "automatic_async", "manual"] as const;

type Terms = Pick<
  Stripe.PaymentIntent,
  | "description"
  | "metadata"
  | "receipt_email"
  | "setup_future_usage"
  | "shipping"
  | "statement_descriptor"
  | "statement_descriptor_suffix"
  | "transfer_group"
>;

export const NO_TERMS: Terms = {
  description: null,
  metadata: {},
  receipt_email: null,
  setup_future_usage: null,
  shipping: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_group: null,
};

/** The terms a request states, over those that were there. */
export function termsOf(parameters: Parameters, before: Terms): Terms {
  const texts = [
    "description",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
  ] as const;
  const terms: Terms = {
    ...before,
    metadata: parameters.metadata(before.metadata),
    shipping: shippingOf(parameters) ?? before.shipping,
    setup_future_usage:
      parameters.choice("setup_future_usage", ["off_session", "on_session"]) ?? before.setup_future_usage,
  };
  for (const name of texts) {
    const text = parameters.clearable(name);
    if (text !== undefined) terms[name] = text;
  }
  return terms;
}

/** Which payment methods an intent takes: those it names, or what the dashboard allows. Only cards exist here. */
export function methodChoiceOf(parameters: Parameters) {
  refuseMethodTypes(parameters);
  const allowed = parameters.texts("allowed_payment_method_types");
  const automatic = parameters.inside("automatic_payment_methods");
  if (allowed.length > 0 && automatic) {
    throw invalidParameter(
      "You may only specify one of these parameters: allowed_payment_method_types, automatic_payment_methods.",
      { param: "allowed_payment_method_types" },
    );
  }
  if (allowed.length > 0 && !allowed.includes("card")) {
    throw invalidParameter(
      "None of the allowed_payment_method_types is available. (The emulator knows only cards.)",
      {
        param: "allowed_payment_method_types",
      },
    );
  }
  const enabled = automatic?.flag("enabled") ?? allowed.length === 0;
  const redirects = automatic?.choice("allow_redirects", ["always", "never"]) ?? "always";
  return {
    allowed_payment_method_types: allowed.length > 0 ? (allowed as AllowedTypes) : null,
    automatic_payment_methods: enabled ? { allow_redirects: redirects, enabled } : null,
  };
}

type AllowedTypes = NonNullable<Stripe.PaymentIntent["allowed_payment_method_types"]>;

/** https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents */
export function refuseMethodTypes(parameters: Parameters): void {
  if (!parameters.has("payment_method_types")) return;
  throw invalidParameter(
    "The parameter payment_method_types is no longer supported. Use allowed_payment_method_types, " +
      "excluded_payment_method_types, or the payment methods of your Dashboard.",
    { code: "payment_method_types_no_longer_supported", param: "payment_method_types" },
  );
}

function newIntent(
  work: Work,
  given: Pick<
    Stripe.PaymentIntent,
    | "allowed_payment_method_types"
    | "amount"
    | "automatic_payment_methods"
    | "capture_method"
    | "confirmation_method"
    | "currency"
    | "customer"
  >,
  terms: Terms,
): Stripe.PaymentIntent {
  const id = stripeId("pi");
  return {
    id,
    object: "payment_intent",
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: work.seconds,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    review: null,
    source: null,
    status: "requires_payment_method",
    transfer_data: null,
    ...given,
    ...terms,
  };
}

export type NewIntent = {
  amount: number;
  currency: string;
  customer: string | null;
  method: string | undefined;
  captureMethod: (typeof CAPTURE_METHODS)[number];
  methods: ReturnType<typeof methodChoiceOf>;
  terms: Partial<Terms>;
};

/** Makes an intent and announces it; checkout makes them too. */
export async function makeIntent(work: Work, wanted: NewIntent): Promise<Stripe.PaymentIntent> {
  await work.load([wanted.customer, wanted.method].filter((id) => typeof id === "string"));
  if (wanted.customer) await existingCustomer(work, wanted.customer);
  const method = wanted.method ? await resolvePaymentMethod(work, wanted.method) : undefined;
  if (method) checkOwner(work, method, wanted.customer);
  const blank = newIntent(
    work,
    {
      amount: wanted.amount,
      currency: wanted.currency,
      customer: wanted.customer,
      capture_method: wanted.captureMethod,
      confirmation_method: "automatic",
      ...wanted.methods,
    },
    { ...NO_TERMS, ...wanted.terms },
  );
  const intent: Stripe.PaymentIntent = method
    ? { ...blank, payment_method: method.id, status: "requires_confirmation" }
    : blank;
  work.put("payment_intent", intent);
  work.announce("payment_intent.created", intent);
  return intent;
}
