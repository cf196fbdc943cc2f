import { noSuch, StripeRefusal } from "../errors.ts";
import type { Call, Endpoint } from "../http/endpoint.ts";
import { confirm, failAuthentication } from "../resources/confirming.ts";
import { confirmSetup } from "../resources/setup-intents.ts";
import type { Work } from "../store/work.ts";

type Waiting = { id: string; status: string; next_action: unknown };

/** Where a waiting intent's customer goes back to, with Stripe's parameters. */
function wayBack(intent: Waiting, succeeded: boolean): string | null {
  const action = intent.next_action as { redirect_to_url?: { return_url?: string | null } } | null;
  const target = action?.redirect_to_url?.return_url;
  if (!target) return null;
  const url = new URL(target);
  url.searchParams.set(intent.id.startsWith("seti_") ? "setup_intent" : "payment_intent", intent.id);
  url.searchParams.set("redirect_status", succeeded ? "succeeded" : "failed");
  return url.href;
}

async function authenticatePayment(work: Work, id: string, agreed: boolean): Promise<string | null> {
  const before = await work.hold("payment_intent", id);
  if (before.status !== "requires_action") throw noSuch("payment_intent waiting for an action", id, "id");
  if (!agreed) failAuthentication(work, before);
  else {
    const back = wayBack(before, true) ?? work.settings.publicUrl;
    const outcome = await confirm(work, before, {
      offSession: false,
      refuseActions: false,
      returnUrl: back,
      authenticated: true,
    });
    return wayBack(before, !(outcome instanceof StripeRefusal));
  }
  return wayBack(before, agreed);
}

async function authenticateSetup(work: Work, id: string, agreed: boolean): Promise<string | null> {
  const before = await work.hold("setup_intent", id);
  if (before.status !== "requires_action") throw noSuch("setup_intent waiting for an action", id, "id");
  if (agreed) await confirmSetup(work, before, work.settings.publicUrl, true);
  else {
    const after = work.put("setup_intent", {
      ...before,
      status: "requires_payment_method",
      payment_method: null,
    });
    work.announce("setup_intent.setup_failed", after);
  }
  return wayBack(before, agreed);
}

/** The customer answers the bank's question: `agreed=true` or `false`. Also for tests, under the control address. */
export const authenticateEndpoint: Endpoint["handle"] = async (work: Work, { parameters, id }: Call) => {
  const agreed = parameters.flag("agreed") ?? true;
  parameters.finish();
  const location = id().startsWith("seti_")
    ? await authenticateSetup(work, id(), agreed)
    : await authenticatePayment(work, id(), agreed);
  return { id: id(), agreed, location };
};
