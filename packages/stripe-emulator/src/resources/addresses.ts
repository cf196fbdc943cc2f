import type Stripe from "stripe";
import type { Parameters } from "../http/parameters.ts";

const text = (parameters: Parameters, name: string): string | null => parameters.clearable(name) ?? null;

/** `address[line1]=…`, or undefined when none was sent. */
export function addressOf(parameters: Parameters): Stripe.Address | undefined {
  const address = parameters.inside("address");
  if (!address) return undefined;
  return {
    city: text(address, "city"),
    country: text(address, "country"),
    line1: text(address, "line1"),
    line2: text(address, "line2"),
    postal_code: text(address, "postal_code"),
    state: text(address, "state"),
  };
}

/** `shipping[name]=…&shipping[address][line1]=…`, or undefined when none was sent. */
export function shippingOf(parameters: Parameters) {
  const shipping = parameters.inside("shipping");
  if (!shipping) return undefined;
  const address = addressOf(shipping);
  return {
    ...(address ? { address } : {}),
    carrier: text(shipping, "carrier"),
    name: shipping.required("name"),
    phone: text(shipping, "phone"),
    tracking_number: text(shipping, "tracking_number"),
  };
}

/** `billing_details[email]=…` over what was known. */
export function billingDetailsOf(
  parameters: Parameters,
  before: Stripe.PaymentMethod.BillingDetails = {
    address: null,
    email: null,
    name: null,
    phone: null,
    tax_id: null,
  },
): Stripe.PaymentMethod.BillingDetails {
  const details = parameters.inside("billing_details");
  if (!details) return before;
  return {
    address: addressOf(details) ?? before.address,
    email: details.clearable("email") ?? before.email,
    name: details.clearable("name") ?? before.name,
    phone: details.clearable("phone") ?? before.phone,
    tax_id: details.clearable("tax_id") ?? before.tax_id,
  };
}
