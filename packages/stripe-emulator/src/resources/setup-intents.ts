import type Stripe from "stripe";
import { type Decline, declineOf } from "../cards.ts";
import { invalidRequest, StripeRefusal } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { randomText, stripeId } from "../identifiers.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { checkOwner, requireReturnUrl } from "./confirming.ts";
import { existingCustomer } from "./existing-customer.ts";
import { methodChoiceOf } from "./payment-intent-object.ts";
import { attach, cardOf, resolvePaymentMethod } from "./payment-methods.ts";

const unexpectedState = (message: string, intent: Stripe.SetupIntent) =>
  invalidRequest(message, { code: "setup_intent_unexpected_state", setup_intent: intent });

/** Saves a payment method: checks it with the bank, and attaches it to the intent's customer. */
export async function confirmSetup(
  work: Work,
  intent: Stripe.SetupIntent,
  returnUrl: string | undefined,
  authenticated = false,
): Promise<Stripe.SetupIntent | StripeRefusal> {
  if (intent.status === "succeeded" || intent.status === "canceled") {
    throw unexpectedState(
      `You cannot confirm this SetupIntent because it has already ${intent.status === "succeeded" ? "succeeded" : "been canceled"}.`,
      intent,
    );
  }
  if (typeof intent.payment_method !== "string") {
    throw unexpectedState(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a " +
        "payment method and then confirm it again.",
      intent,
    );
  }
  requireReturnUrl(intent.automatic_payment_methods, returnUrl, "SetupIntent");
  const method = await work.hold("payment_method", intent.payment_method, "payment_method");
  checkOwner(work, method, intent.customer);
  const card = cardOf(work, method);
  const refused = declineOf(card, false);
  if (refused) return decline(work, intent, method, refused);
  if (card.authentication !== undefined && !authenticated) return askFirst(work, intent, returnUrl);
  return succeed(work, intent, method);
}

function succeed(work: Work, intent: Stripe.SetupIntent, method: Stripe.PaymentMethod): Stripe.SetupIntent {
  const attaches = typeof intent.customer === "string" && method.customer === null;
  const owned = attaches ? attach(work, method, String(intent.customer)) : method;
  work.put("payment_method", owned, { ...work.hidden(method.id), authenticated: true });
  const after = work.put("setup_intent", {
    ...intent,
    status: "succeeded",
    next_action: null,
    last_setup_error: null,
    latest_attempt: stripeId("setatt"),
  });
  work.announce("setup_intent.succeeded", after);
  return after;
}

function askFirst(work: Work, intent: Stripe.SetupIntent, returnUrl: string | undefined): Stripe.SetupIntent {
  const url = `${work.settings.publicUrl}/pages/authenticate/${intent.id}`;
  const waiting = work.put("setup_intent", {
    ...intent,
    status: "requires_action",
    next_action: returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } }
      : { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } },
  });
  work.announce("setup_intent.requires_action", waiting);
  return waiting;
}

function decline(
  work: Work,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  refused: Decline,
): StripeRefusal {
  const error = {
    type: "card_error" as const,
    code: refused.code,
    ...(refused.declineCode ? { decline_code: refused.declineCode } : {}),
    message: refused.message,
    payment_method: method,
  };
  const after = work.put("setup_intent", {
    ...intent,
    status: "requires_payment_method",
    payment_method: null,
    last_setup_error: new StripeRefusal(402, error).body as Stripe.SetupIntent.LastSetupError,
    latest_attempt: stripeId("setatt"),
  });
  work.announce("setup_intent.setup_failed", after);
  return new StripeRefusal(402, { ...error, setup_intent: after });
}

function blank(work: Work, given: Partial<Stripe.SetupIntent>): Stripe.SetupIntent {
  const id = stripeId("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: work.seconds,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: "off_session",
    ...given,
  };
}

/** Makes and confirms a setup intent; checkout saves cards so. */
export async function makeSetup(
  work: Work,
  customer: string | null,
  methodId: string,
): Promise<Stripe.SetupIntent | StripeRefusal> {
  const method = await resolvePaymentMethod(work, methodId);
  const intent = work.put("setup_intent", blank(work, { customer, payment_method: method.id }));
  work.announce("setup_intent.created", intent);
  return confirmSetup(work, intent, undefined, true);
}

const optional = (parameters: Parameters): void =>
  parameters.accept(
    "payment_method_options",
    "mandate_data",
    "single_use",
    "use_stripe_sdk",
    "flow_directions",
  );

async function create(work: Work, { parameters }: Call): Promise<Stripe.SetupIntent | StripeRefusal> {
  const customer = parameters.text("customer") ?? null;
  const methodId = parameters.text("payment_method");
  const confirmed = parameters.flag("confirm") ?? false;
  const returnUrl = parameters.text("return_url");
  const methods = methodChoiceOf(parameters);
  const usage = parameters.choice("usage", ["off_session", "on_session"]) ?? "off_session";
  const description = parameters.text("description") ?? null;
  const metadata = parameters.metadata();
  optional(parameters);
  parameters.finish();
  if (customer) await existingCustomer(work, customer);
  const method = methodId ? await resolvePaymentMethod(work, methodId) : undefined;
  const intent = work.put(
    "setup_intent",
    blank(work, {
      ...methods,
      customer,
      description,
      metadata,
      usage,
      payment_method: method?.id ?? null,
      status: method ? "requires_confirmation" : "requires_payment_method",
    }),
  );
  work.announce("setup_intent.created", intent);
  return confirmed ? confirmSetup(work, intent, returnUrl) : intent;
}

async function confirmEndpoint(work: Work, { parameters, id }: Call): Promise<object> {
  const methodId = parameters.text("payment_method");
  const returnUrl = parameters.text("return_url");
  optional(parameters);
  parameters.finish();
  const before = await work.hold("setup_intent", id());
  const method = methodId ? await resolvePaymentMethod(work, methodId) : undefined;
  return confirmSetup(work, method ? { ...before, payment_method: method.id } : before, returnUrl);
}

async function cancel(work: Work, { parameters, id }: Call): Promise<Stripe.SetupIntent> {
  const reason =
    parameters.choice("cancellation_reason", ["abandoned", "duplicate", "requested_by_customer"]) ?? null;
  parameters.finish();
  const before = await work.hold("setup_intent", id());
  if (before.status === "succeeded" || before.status === "canceled") {
    throw unexpectedState(
      `You cannot cancel this SetupIntent because it has a status of ${before.status}.`,
      before,
    );
  }
  const after = work.put("setup_intent", { ...before, status: "canceled", cancellation_reason: reason });
  work.announce("setup_intent.canceled", after);
  return after;
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const customer = parameters.text("customer");
  const method = parameters.text("payment_method");
  parameters.finish();
  return listObjects(work, "setup_intent", "/v1/setup_intents", page, {
    customer,
    fields: { payment_method: method },
  });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.accept("client_secret");
  parameters.finish();
  return work.get("setup_intent", id());
}

export const setupIntentEndpoints: Endpoint[] = [
  post("/v1/setup_intents", create),
  get("/v1/setup_intents", list),
  get("/v1/setup_intents/:id", retrieve),
  post("/v1/setup_intents/:id/confirm", confirmEndpoint),
  post("/v1/setup_intents/:id/cancel", cancel),
];
