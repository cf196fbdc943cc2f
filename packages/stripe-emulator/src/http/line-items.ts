import type Stripe from "stripe";
import type { Work } from "../store/work.ts";

/** What a checkout session sells; the session must be in view. */
export function lineItemsOf(work: Work, session: string): Stripe.ApiList<Stripe.LineItem> {
  const items = work.hidden(session).checkout?.lineItems ?? [];
  return { object: "list", data: items, has_more: false, url: `/v1/checkout/sessions/${session}/line_items` };
}
