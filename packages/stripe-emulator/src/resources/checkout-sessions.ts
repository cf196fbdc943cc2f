import type Stripe from "stripe";
import { checkChargeable } from "../amounts.ts";
import { invalidParameter, invalidRequest, StripeRefusal } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { lineItemsOf } from "../http/line-items.ts";
import type { Parameters } from "../http/parameters.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { type Given, lineItemsFrom, newSession } from "./checkout-session-object.ts";
import { confirm } from "./confirming.ts";
import { existingCustomer } from "./existing-customer.ts";
import {
  CAPTURE_METHODS,
  makeIntent,
  NO_TERMS,
  refuseMethodTypes,
  termsOf,
} from "./payment-intent-object.ts";
import { makeSetup } from "./setup-intents.ts";

const LIFE_SECONDS = 86_400;
const LIFE_SECONDS_MIN = 1_800;

const ACCEPTED = [
  "allow_promotion_codes",
  "allowed_payment_method_types",
  "automatic_tax",
  "billing_address_collection",
  "customer_creation",
  "locale",
  "payment_method_options",
  "phone_number_collection",
  "shipping_address_collection",
  "submit_type",
  "ui_mode",
];

function expiryOf(work: Work, parameters: Parameters): number {
  const wanted = parameters.integer("expires_at") ?? work.seconds + LIFE_SECONDS;
  const life = wanted - work.seconds;
  if (life >= LIFE_SECONDS_MIN && life <= LIFE_SECONDS) return wanted;
  throw invalidParameter("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", {
    param: "expires_at",
  });
}

function givenBy(work: Work, parameters: Parameters): Given {
  return {
    mode: parameters.choice("mode", ["payment", "setup"]) ?? "payment",
    customer: parameters.text("customer") ?? null,
    email: parameters.text("customer_email") ?? null,
    reference: parameters.text("client_reference_id") ?? null,
    metadata: parameters.metadata(),
    successUrl: parameters.text("success_url") ?? null,
    cancelUrl: parameters.text("cancel_url") ?? null,
    expiresAt: expiryOf(work, parameters),
    lineItems: lineItemsFrom(parameters),
  };
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.Checkout.Session> {
  refuseMethodTypes(parameters);
  const given = givenBy(work, parameters);
  const intent = parameters.inside("payment_intent_data");
  const terms = intent ? termsOf(intent, NO_TERMS) : NO_TERMS;
  const captureMethod = intent?.choice("capture_method", CAPTURE_METHODS) ?? "automatic_async";
  parameters.accept("setup_intent_data", ...ACCEPTED);
  parameters.finish();
  if (given.mode === "payment" && given.lineItems.length === 0) {
    throw invalidParameter("`line_items` are required in payment mode.", {
      code: "parameter_missing",
      param: "line_items",
    });
  }
  if (given.customer) await existingCustomer(work, given.customer);
  const session = newSession(work, given);
  if (session.amount_total !== null) checkChargeable(session.amount_total, session.currency ?? "usd");
  work.put("checkout.session", session, { checkout: { lineItems: given.lineItems, captureMethod, terms } });
  work.schedule("expire_session", session.id, new Date(session.expires_at * 1_000));
  return session;
}

/** The customer pays on the hosted page with a (test) payment method; a refusal leaves the session open. */
export async function paySession(
  work: Work,
  id: string,
  method: string,
): Promise<Stripe.Checkout.Session | StripeRefusal> {
  const before = await work.hold("checkout.session", id);
  if (before.status !== "open") throw invalidRequest(`This Checkout Session is ${before.status}.`);
  const outcome =
    before.mode === "setup" ? await setUp(work, before, method) : await charge(work, before, method);
  if (outcome instanceof StripeRefusal) return outcome;
  const done = work.put("checkout.session", {
    ...before,
    ...outcome,
    status: "complete",
    url: null,
    customer_details: {
      address: null,
      business_name: null,
      email: before.customer_email ?? "buyer@example.com",
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
  });
  work.announce("checkout.session.completed", done);
  return done;
}

async function charge(work: Work, session: Stripe.Checkout.Session, method: string) {
  const { checkout } = work.hidden(session.id);
  const intent = await makeIntent(work, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: typeof session.customer === "string" ? session.customer : null,
    method,
    captureMethod: checkout?.captureMethod ?? "automatic_async",
    methods: { allowed_payment_method_types: null, automatic_payment_methods: null },
    terms: checkout?.terms ?? {},
  });
  const paid = await confirm(work, intent, {
    offSession: false,
    refuseActions: false,
    returnUrl: session.success_url ?? undefined,
    authenticated: true,
  });
  if (paid instanceof StripeRefusal) return paid;
  return {
    payment_intent: paid.id,
    payment_status: paid.status === "succeeded" ? "paid" : "unpaid",
  } as const;
}

async function setUp(work: Work, session: Stripe.Checkout.Session, method: string) {
  const customer = typeof session.customer === "string" ? session.customer : null;
  const saved = await makeSetup(work, customer, method);
  return saved instanceof StripeRefusal ? saved : { setup_intent: saved.id };
}

function end(work: Work, before: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const expired = work.put("checkout.session", { ...before, status: "expired", url: null });
  work.announce("checkout.session.expired", expired);
  return expired;
}

/** A session that nobody paid in time. */
export async function expireSession(work: Work, id: string): Promise<void> {
  const session = await work.hold("checkout.session", id);
  if (session.status === "open") end(work, session);
}

async function expire(work: Work, { parameters, id }: Call): Promise<Stripe.Checkout.Session> {
  parameters.finish();
  const before = await work.hold("checkout.session", id());
  if (before.status === "open") return end(work, before);
  throw invalidRequest(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${before.status}.`,
  );
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const customer = parameters.text("customer");
  const intent = parameters.text("payment_intent");
  const status = parameters.text("status");
  parameters.finish();
  return listObjects(work, "checkout.session", "/v1/checkout/sessions", page, {
    customer,
    payment_intent: intent,
    fields: { status },
  });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Checkout.Session> {
  parameters.finish();
  return work.get("checkout.session", id());
}

async function items(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.accept("limit", "starting_after", "ending_before");
  parameters.finish();
  await work.get("checkout.session", id());
  return lineItemsOf(work, id());
}

export const checkoutEndpoints: Endpoint[] = [
  post("/v1/checkout/sessions", create),
  get("/v1/checkout/sessions", list),
  get("/v1/checkout/sessions/:id", retrieve),
  post("/v1/checkout/sessions/:id/expire", expire),
  get("/v1/checkout/sessions/:id/line_items", items),
];
