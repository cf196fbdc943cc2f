import type Stripe from "stripe";
import { checkPositive, currencyOf } from "../amounts.ts";
import { invalidParameter, noSuch } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import { stripeId } from "../identifiers.ts";
import type { Work } from "../store/work.ts";

const QUANTITY_MAX = 999_999;

/** One line of `line_items`: a price made on the spot (`price_data`), since the emulator keeps no products. */
function lineItem(item: Parameters): Stripe.LineItem {
  const quantity = item.integer("quantity") ?? 1;
  if (quantity < 1 || quantity > QUANTITY_MAX) {
    throw invalidParameter(`Invalid quantity: must be between 1 and ${QUANTITY_MAX}.`, {
      param: item.label("quantity"),
    });
  }
  const stored = item.text("price");
  if (stored !== undefined) throw noSuch("price", stored, item.label("price"));
  const price = item.inside("price_data");
  if (!price) {
    throw invalidParameter(`Missing required param: ${item.label("price_data")}.`, {
      code: "parameter_missing",
      param: item.label("price_data"),
    });
  }
  const currency = currencyOf(price);
  const amount = checkPositive(price.requiredInteger("unit_amount"), currency, price.label("unit_amount"));
  const product = price.inside("product_data");
  product?.accept("description", "images", "metadata", "tax_code");
  price.accept("tax_behavior");
  const total = amount * quantity;
  return {
    id: stripeId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency,
    description: product?.required("name") ?? price.text("product") ?? null,
    discounts: [],
    metadata: {},
    price: {
      id: stripeId("price"),
      object: "price",
      active: false,
      currency,
      type: "one_time",
      unit_amount: amount,
    } as Stripe.Price,
    quantity,
    taxes: [],
  };
}

export function lineItemsFrom(parameters: Parameters): Stripe.LineItem[] {
  const items = parameters.each("line_items").map(lineItem);
  const currencies = new Set(items.map(({ currency }) => currency));
  if (currencies.size <= 1) return items;
  throw invalidParameter("The `line_items` must all have the same currency.", { param: "line_items" });
}

export type Given = {
  mode: "payment" | "setup";
  customer: string | null;
  email: string | null;
  reference: string | null;
  metadata: Stripe.Metadata;
  successUrl: string | null;
  cancelUrl: string | null;
  expiresAt: number;
  lineItems: Stripe.LineItem[];
};

/** What a session could also have, and has not here. */
const UNUSED = {
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  customer_account: null,
  customer_details: null,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  locale: null,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  submit_type: null,
  subscription: null,
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>;

export function newSession(work: Work, given: Given): Stripe.Checkout.Session {
  const id = `cs_test_${stripeId("").slice(1)}${stripeId("").slice(1)}`;
  const total = given.lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  const priced = given.mode === "payment";
  return {
    id,
    object: "checkout.session",
    ...UNUSED,
    adaptive_pricing: { enabled: false },
    amount_subtotal: priced ? total : null,
    amount_total: priced ? total : null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    cancel_url: given.cancelUrl,
    client_reference_id: given.reference,
    created: work.seconds,
    currency: given.lineItems[0]?.currency ?? null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: given.customer,
    customer_creation: given.customer ? null : "if_required",
    customer_email: given.email,
    discounts: [],
    expires_at: given.expiresAt,
    livemode: false,
    metadata: given.metadata,
    mode: given.mode,
    payment_method_collection: "if_required",
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: priced ? "unpaid" : "no_payment_required",
    phone_number_collection: { enabled: false },
    shipping_options: [],
    status: "open",
    success_url: given.successUrl,
    total_details: priced ? { amount_discount: 0, amount_shipping: 0, amount_tax: 0 } : null,
    ui_mode: "hosted_page",
    url: `${work.settings.publicUrl}/pages/checkout/${id}`,
  };
}
