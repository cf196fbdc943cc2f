import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { type Card, type CardName, cardNamed, testPaymentMethod, testToken } from "../cards.ts";
import { invalidParameter, invalidRequest, noSuch, StripeRefusal } from "../errors.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { stripeId } from "../identifiers.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { billingDetailsOf } from "./addresses.ts";

const EXPIRY_YEARS = 4;

/** The test card behind a payment method. */
export const cardOf = (work: Work, method: Stripe.PaymentMethod): Card =>
  cardNamed(work.hidden(method.id).card ?? "visa");

function newPaymentMethod(work: Work, name: CardName): Stripe.PaymentMethod {
  const card: Card = cardNamed(name);
  const method: Stripe.PaymentMethod = {
    id: stripeId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: card.country ?? "US",
      display_brand: card.brand,
      exp_month: 12,
      exp_year: work.now.getUTCFullYear() + EXPIRY_YEARS,
      fingerprint: createHash("sha256")
        .update(`${card.brand} ${card.last4}`)
        .digest("base64url")
        .slice(0, 16),
      funding: card.funding ?? "credit",
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: work.seconds,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  };
  return work.put("payment_method", method, { card: name });
}

/** The payment method of this id; a test one (`pm_card_visa`) becomes a payment method of its own, as at Stripe. */
export async function resolvePaymentMethod(
  work: Work,
  id: string,
  param = "payment_method",
  held = false,
): Promise<Stripe.PaymentMethod> {
  const card = testPaymentMethod(id);
  if (card) return newPaymentMethod(work, card);
  return held ? work.hold("payment_method", id, param) : work.get("payment_method", id, param);
}

/** Refuses a payment method that was used or detached without a customer. */
export function refuseSpent(work: Work, method: Stripe.PaymentMethod): void {
  if (!work.hidden(method.id).spent) return;
  throw invalidRequest(
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a " +
      "connected account without Customer attachment, or was detached from a Customer. It may not be used again. " +
      "To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    { code: "payment_method_unexpected_state", param: "payment_method" },
  );
}

/** Attaches a payment method to a customer. Throws the bank's refusal, as Stripe checks cards when they are saved. */
export function attach(work: Work, method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
  if (method.customer !== null) {
    throw invalidRequest("The payment method you provided has already been attached to a customer.");
  }
  refuseSpent(work, method);
  const decline = cardOf(work, method).declines;
  if (decline) {
    throw new StripeRefusal(402, {
      type: "card_error",
      code: decline.code,
      ...(decline.declineCode ? { decline_code: decline.declineCode } : {}),
      message: decline.message,
    });
  }
  const attached = work.put("payment_method", { ...method, customer });
  work.announce("payment_method.attached", attached);
  return attached;
}

function cardParameters(parameters: Parameters): CardName {
  const type = parameters.choice("type", ["card"]);
  const card = parameters.inside("card");
  if (!type || !card)
    throw invalidParameter("Missing required param: type.", { code: "parameter_missing", param: "type" });
  if (card.has("number")) {
    throw new StripeRefusal(402, {
      type: "card_error",
      message:
        "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens " +
        "that map to the test card you are using, see https://stripe.com/docs/testing.",
    });
  }
  const token = card.required("token");
  const name = testToken(token);
  if (!name) throw noSuch("token", token, "card[token]");
  return name;
}

async function create(work: Work, { parameters }: Call): Promise<Stripe.PaymentMethod> {
  const name = cardParameters(parameters);
  const billing = billingDetailsOf(parameters);
  const metadata = parameters.metadata();
  parameters.accept("allow_redisplay");
  parameters.finish();
  return work.put("payment_method", { ...newPaymentMethod(work, name), billing_details: billing, metadata });
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentMethod> {
  const before = await resolvePaymentMethod(work, id(), "id", true);
  const after = {
    ...before,
    billing_details: billingDetailsOf(parameters, before.billing_details),
    metadata: parameters.metadata(before.metadata ?? {}),
  };
  parameters.accept("allow_redisplay", "card");
  parameters.finish();
  if (before.customer === null) {
    throw invalidRequest("You must save this PaymentMethod to a customer before you can update it.");
  }
  work.announce("payment_method.updated", after, before);
  return work.put("payment_method", after);
}

async function attachEndpoint(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentMethod> {
  const customer = parameters.required("customer");
  parameters.finish();
  await work.get("customer", customer, "customer");
  return attach(work, await resolvePaymentMethod(work, id(), "id", true), customer);
}

async function detach(work: Work, { parameters, id }: Call): Promise<Stripe.PaymentMethod> {
  parameters.finish();
  const before = await work.hold("payment_method", id());
  if (before.customer === null) {
    throw invalidRequest(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
    );
  }
  const after = { ...before, customer: null };
  work.announce("payment_method.detached", after, before);
  return work.put("payment_method", after, { ...work.hidden(before.id), spent: true });
}

async function list(work: Work, { parameters }: Call, url: string, customer?: string): Promise<object> {
  const page = pageOf(parameters);
  const owner = customer ?? parameters.text("customer");
  const type = parameters.text("type");
  parameters.accept("allow_redisplay");
  parameters.finish();
  if (owner) await work.get("customer", owner, customer ? "id" : "customer");
  return listObjects(work, "payment_method", url, page, { customer: owner, fields: { type } });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  return resolvePaymentMethod(work, id(), "id");
}

async function ofCustomer(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  const method = await work.get("payment_method", id("method"));
  if (method.customer !== id()) throw noSuch("PaymentMethod", method.id, "id");
  return method;
}

export const paymentMethodEndpoints: Endpoint[] = [
  post("/v1/payment_methods", create),
  get("/v1/payment_methods", (work, call) => list(work, call, "/v1/payment_methods")),
  get("/v1/payment_methods/:id", retrieve, true),
  post("/v1/payment_methods/:id", update),
  post("/v1/payment_methods/:id/attach", attachEndpoint),
  post("/v1/payment_methods/:id/detach", detach),
  get("/v1/customers/:id/payment_methods", (work, call) =>
    list(work, call, `/v1/customers/${call.id()}/payment_methods`, call.id()),
  ),
  get("/v1/customers/:id/payment_methods/:method", ofCustomer),
];
