import type Stripe from "stripe";
import { type Call, del, type Endpoint, get, post } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { randomText } from "../identifiers.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { addressOf, shippingOf } from "./addresses.ts";
import { attach, resolvePaymentMethod } from "./payment-methods.ts";

type Details = Pick<
  Stripe.Customer,
  "address" | "description" | "email" | "invoice_settings" | "metadata" | "name" | "phone" | "shipping"
>;

const BLANK: Details = {
  address: null,
  description: null,
  email: null,
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  metadata: {},
  name: null,
  phone: null,
  shipping: null,
};

function detailsOf(parameters: Parameters, before: Details): Details {
  const invoices = parameters.inside("invoice_settings");
  const defaultMethod = invoices?.clearable("default_payment_method");
  parameters.accept("preferred_locales", "tax_exempt", "balance", "cash_balance", "source", "invoice_prefix");
  return {
    address: addressOf(parameters) ?? before.address ?? null,
    description: kept(parameters.clearable("description"), before.description),
    email: kept(parameters.clearable("email"), before.email),
    invoice_settings: {
      ...before.invoice_settings,
      default_payment_method: kept(defaultMethod, before.invoice_settings.default_payment_method),
    },
    metadata: parameters.metadata(before.metadata),
    name: kept(parameters.clearable("name"), before.name ?? null),
    phone: kept(parameters.clearable("phone"), before.phone ?? null),
    shipping: shippingOf(parameters) ?? before.shipping,
  };
}

/** What was sent, null included; what was there, when nothing was sent. */
const kept = <Value>(sent: Value | undefined, before: Value): Value => (sent === undefined ? before : sent);

async function create(work: Work, { parameters }: Call): Promise<Stripe.Customer> {
  const details = detailsOf(parameters, BLANK);
  const method = parameters.text("payment_method");
  parameters.finish();
  const customer = work.put("customer", {
    id: `cus_${randomText(14)}`,
    object: "customer",
    ...details,
    balance: 0,
    created: work.seconds,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    discount: null,
    invoice_prefix: randomText(8).toUpperCase(),
    livemode: false,
    next_invoice_sequence: 1,
    preferred_locales: [],
    tax_exempt: "none",
    test_clock: null,
  });
  work.announce("customer.created", customer);
  if (method) attach(work, await resolvePaymentMethod(work, method, "payment_method", true), customer.id);
  return customer;
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Customer> {
  const before = await work.hold("customer", id());
  const details = detailsOf(parameters, before);
  parameters.finish();
  const method = details.invoice_settings.default_payment_method;
  if (typeof method === "string") await work.get("payment_method", method, "default_payment_method");
  const customer = work.put("customer", { ...before, ...details });
  work.announce("customer.updated", customer, before);
  return customer;
}

async function remove(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  const customer = await work.hold("customer", id());
  work.announce("customer.deleted", customer);
  const gone = { id: customer.id, object: "customer", deleted: true } as const;
  work.put("customer", gone as unknown as Stripe.Customer);
  return gone;
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const email = parameters.text("email");
  parameters.finish();
  return listObjects(work, "customer", "/v1/customers", page, { fields: { email } });
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  return work.get("customer", id());
}

export const customerEndpoints: Endpoint[] = [
  post("/v1/customers", create),
  get("/v1/customers", list),
  get("/v1/customers/:id", retrieve),
  post("/v1/customers/:id", update),
  del("/v1/customers/:id", remove),
];
