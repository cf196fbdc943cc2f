import { z } from "zod";
import { noSuch } from "../errors.ts";
import type { Faults } from "../faults/faults.ts";
import { requestFaultSchema } from "../faults/request-faults.ts";
import { webhookFaultSchema } from "../faults/webhook-faults.ts";
import { type Call, type Endpoint, get, post } from "../http/endpoint.ts";
import { authenticateEndpoint } from "../pages/acting.ts";
import { completeOnboarding } from "../resources/accounts.ts";
import { paySession } from "../resources/checkout-sessions.ts";
import { openDispute } from "../resources/dispute-object.ts";
import type { Work } from "../store/work.ts";
import { stateOf } from "./state.ts";

const REASONS = [
  "fraudulent",
  "product_not_received",
  "product_unacceptable",
  "duplicate",
  "general",
] as const;
const GIVE_UP_HOURS = 72;

/** What failures may be asked for over HTTP, in one go. */
export const faultsBodySchema = z.strictObject({
  clear: z.boolean().default(false),
  release: z.boolean().default(false),
  requests: z.array(requestFaultSchema).default([]),
  webhooks: z.array(webhookFaultSchema).default([]),
});

export function applyFaults(faults: Faults, body: z.output<typeof faultsBodySchema>): void {
  if (body.clear) faults.clear();
  for (const fault of body.requests) faults.request(fault);
  for (const fault of body.webhooks) faults.webhook(fault);
  if (body.release) faults.release();
}

/** The cardholder of any payment disputes it. */
async function dispute(work: Work, { parameters, id }: Call): Promise<object> {
  const reason = parameters.choice("reason", REASONS) ?? "fraudulent";
  parameters.finish();
  return openDispute(work, await work.hold("charge", id()), reason);
}

/** The holder of a connected account finishes its onboarding. */
async function onboard(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  return completeOnboarding(work, id());
}

/** Delivers an event again, as the dashboard's "Resend" does. */
async function resend(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  const giveUpAt = new Date(work.now.getTime() + GIVE_UP_HOURS * 3_600_000);
  const made = await work.sql`
    insert into stripe_emulator.delivery (event_id, state, attempts, next_attempt_at, give_up_at)
    select id, 'pending', 0, ${work.now}, ${giveUpAt} from stripe_emulator.event where id = ${id()}
    returning event_id`;
  if (made.length === 0) throw noSuch("event", id(), "id");
  return { resent: id() };
}

/** The customer pays an open checkout session. */
async function pay(work: Work, { parameters, id }: Call): Promise<object> {
  const method = parameters.text("payment_method") ?? "pm_card_visa";
  parameters.finish();
  return paySession(work, id(), method);
}

async function state(work: Work, { parameters }: Call): Promise<object> {
  parameters.finish();
  return stateOf(work);
}

/** The emulator's own endpoints; the secret key opens them like the others. */
export const controlEndpoints: Endpoint[] = [
  get("/_emulator/state", state),
  post("/_emulator/charges/:id/dispute", dispute),
  post("/_emulator/accounts/:id/onboard", onboard),
  post("/_emulator/checkout/sessions/:id/pay", pay),
  post("/_emulator/intents/:id/authenticate", authenticateEndpoint),
  post("/_emulator/events/:id/resend", resend),
];
