import type Stripe from "stripe";
import { noSuch } from "../errors.ts";
import type { Work } from "../store/work.ts";

/** A customer that was not deleted. */
export async function existingCustomer(work: Work, id: string, param = "customer"): Promise<Stripe.Customer> {
  const customer = await work.get("customer", id, param);
  if ("deleted" in customer && customer.deleted) throw noSuch("customer", id, param);
  return customer;
}
