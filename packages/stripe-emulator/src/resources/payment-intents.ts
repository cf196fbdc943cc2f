import type Stripe from "stripe";
import { checkChargeable, currencyOf } from "../amounts.ts";
import { invalidParameter, type StripeRefusal } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { cancel, capture } from "./capturing.ts";
import { type Confirmation, checkOwner, confirm, unexpectedState } from "./confirming.ts";
import { existingCustomer } from "./existing-customer.ts";
import {
  CAPTURE_METHODS,
  makeIntent,
  methodChoiceOf,
  type NewIntent,
  NO_TERMS,
  refuseMethodTypes,
  termsOf,
} from "./payment-intent-object.ts";
import { resolvePaymentMethod } from "./payment-methods.ts";
import { search } from "./search.ts";

const UNCONFIRMED = ["requires_payment_method", "requires_confirmation", "requires_action"];

/** How to confirm, read from the request of a creation or a confirmation. */
function confirmationOf(parameters: Parameters): Confirmation {
  parameters.accept("mandate", "mandate_data", "use_stripe_sdk", "radar_options");
  const offSession = parameters.choice("off_session", ["true", "false", "one_off", "recurring"]);
  return {
    offSession: offSession !== undefined && offSession !== "false",
    refuseActions: parameters.flag("error_on_requires_action") ?? false,
    returnUrl: parameters.text("return_url"),
  };
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.PaymentIntent | StripeRefusal> {
  const amount = parameters.requiredInteger("amount");
  const currency = currencyOf(parameters);
  const confirmed = parameters.flag("confirm") ?? false;
  const offSessionGiven = parameters.has("off_session");
  const confirmation = confirmationOf(parameters);
  const wanted: NewIntent = {
    amount,
    currency,
    customer: parameters.text("customer") ?? null,
    method: parameters.text("payment_method"),
    captureMethod: parameters.choice("capture_method", CAPTURE_METHODS) ?? "automatic_async",
    methods: methodChoiceOf(parameters),
    terms: termsOf(parameters, NO_TERMS),
  };
  parameters.accept("confirmation_method", "payment_method_options");
  parameters.finish();
  if (offSessionGiven && !confirmed) {
    throw invalidParameter("The parameter `off_session` may only be passed when `confirm` is true.", {
      param: "off_session",
    });
  }
  checkChargeable(amount, currency);
  const intent = await makeIntent(work, wanted);
  return confirmed ? confirm(work, intent, confirmation) : intent;
}

async function confirmEndpoint(
  work: Work,
  { parameters, id }: Call,
): Promise<Stripe.PaymentIntent | StripeRefusal> {
  const confirmation = confirmationOf(parameters);
  const given = parameters.text("payment_method");
  const captureMethod = parameters.choice("capture_method", CAPTURE_METHODS);
  const before = await work.hold("payment_intent", id());
  const terms = termsOf(parameters, before);
  refuseMethodTypes(parameters);
  parameters.accept("payment_method_options");
  parameters.finish();
  const method =
    given && UNCONFIRMED.includes(before.status) ? await resolvePaymentMethod(work, given) : undefined;
  const intent: Stripe.PaymentIntent = {
    ...before,
    ...terms,
    ...(captureMethod ? { capture_method: captureMethod } : {}),
    ...(method ? { payment_method: method.id } : {}),
  };
  return confirm(work, intent, confirmation);
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentIntent> {
  const before = await work.hold("payment_intent", id());
  const terms = termsOf(parameters, before);
  const amount = parameters.integer("amount");
  const currency = parameters.has("currency") ? currencyOf(parameters) : before.currency;
  const customer = parameters.text("customer");
  const method = parameters.text("payment_method");
  refuseMethodTypes(parameters);
  parameters.accept("payment_method_options");
  parameters.finish();
  const reprices = amount !== undefined || currency !== before.currency || method !== undefined;
  if (reprices && !UNCONFIRMED.includes(before.status)) {
    throw unexpectedState(
      `This PaymentIntent's amount could not be updated because it has a status of ${before.status}. You may only ` +
        "update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, " +
        "requires_confirmation, requires_action.",
      before,
    );
  }
  if (amount !== undefined) checkChargeable(amount, currency);
  if (customer) await existingCustomer(work, customer);
  const owner = customer ?? before.customer;
  const found = method ? await resolvePaymentMethod(work, method) : undefined;
  if (found) checkOwner(work, found, owner);
  return work.put("payment_intent", {
    ...before,
    ...terms,
    amount: amount ?? before.amount,
    currency,
    customer: owner,
    ...(found ? { payment_method: found.id, status: "requires_confirmation" as const } : {}),
  });
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const customer = parameters.text("customer");
  parameters.finish();
  return listObjects(work, "payment_intent", "/v1/payment_intents", page, { customer });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.accept("client_secret");
  parameters.finish();
  return work.get("payment_intent", id());
}

export const paymentIntentEndpoints: Endpoint[] = [
  post("/v1/payment_intents", create),
  get("/v1/payment_intents", list),
  get("/v1/payment_intents/search", (work, call) =>
    search(work, call, "payment_intent", "/v1/payment_intents/search"),
  ),
  get("/v1/payment_intents/:id", retrieve),
  post("/v1/payment_intents/:id", update),
  post("/v1/payment_intents/:id/confirm", confirmEndpoint),
  post("/v1/payment_intents/:id/capture", capture),
  post("/v1/payment_intents/:id/cancel", cancel),
];
