import type Stripe from "stripe";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { search } from "./search.ts";

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Charge> {
  parameters.finish();
  return work.get("charge", id());
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const customer = parameters.text("customer");
  const intent = parameters.text("payment_intent");
  const group = parameters.text("transfer_group");
  parameters.finish();
  return listObjects(work, "charge", "/v1/charges", page, {
    customer,
    payment_intent: intent,
    transfer_group: group,
  });
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Charge> {
  const before = await work.hold("charge", id());
  const description = parameters.clearable("description");
  const group = parameters.text("transfer_group");
  const metadata = parameters.metadata(before.metadata);
  parameters.finish();
  const after = work.put("charge", {
    ...before,
    metadata,
    description: description === undefined ? before.description : description,
    transfer_group: group ?? before.transfer_group,
  });
  work.announce("charge.updated", after, before);
  return after;
}

export const chargeEndpoints: Endpoint[] = [
  get("/v1/charges", list),
  get("/v1/charges/search", (work, call) => search(work, call, "charge", "/v1/charges/search")),
  get("/v1/charges/:id", retrieve),
  post("/v1/charges/:id", update),
];
