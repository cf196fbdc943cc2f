import { ok, type Result, refuse } from "@outcry/kernel";
import Stripe from "stripe";
import type { ProviderEvent, WebhookObjection } from "./provider.ts";

/** How far a webhook's time may be from ours, either way. Stripe's SDK looks at the past only. */
const TOLERANCE_SECONDS = 300;

export const toProviderEvent = (event: Stripe.Event): ProviderEvent => ({
  id: event.id,
  type: event.type,
  createdAt: new Date(event.created * 1_000),
  payload: event as unknown as Record<string, unknown>,
});

/** When the sender says the webhook was signed, in seconds. Of several times the last counts, as it does for the signature. */
function signedAt(signature: string): number | null {
  const time = signature.split(",").findLast((part) => part.startsWith("t="));
  return time !== undefined && /^t=\d{1,12}$/.test(time) ? Number(time.slice(2)) : null;
}

/**
 * Reads a webhook by the rules of https://docs.stripe.com/webhooks/signature: an HMAC-SHA256 over the time and the very bytes
 * of the body. Refuses what is forged, altered, too old, from the future, of the other mode, or of another account.
 */
export function readStripeWebhook(options: {
  stripe: Stripe;
  secret: string;
  livemode: boolean;
  body: Uint8Array;
  signature: string;
  now: Date;
}): Result<ProviderEvent, WebhookObjection> {
  const { stripe, secret, livemode, body, signature, now } = options;
  const seconds = now.getTime() / 1_000;
  const at = signedAt(signature);
  let event: Stripe.Event;
  try {
    // Zero switches the SDK's own look at the clock off: ours, below, looks both ways.
    event = stripe.webhooks.constructEvent(Buffer.from(body), signature, secret, 0);
  } catch (error) {
    return refuse(
      error instanceof Stripe.errors.StripeSignatureVerificationError ? "BAD_SIGNATURE" : "NOT_AN_EVENT",
    );
  }
  if (at === null) return refuse("BAD_SIGNATURE");
  if (at < seconds - TOLERANCE_SECONDS) return refuse("TOO_OLD");
  if (at > seconds + TOLERANCE_SECONDS) return refuse("FROM_THE_FUTURE");
  if (event.object !== "event" || typeof event.id !== "string" || typeof event.type !== "string")
    return refuse("NOT_AN_EVENT");
  if (event.livemode !== livemode) return refuse("OTHER_MODE");
  if (event.account) return refuse("OTHER_ACCOUNT");
  return ok(toProviderEvent(event));
}
