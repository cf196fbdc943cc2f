import { createHmac } from "node:crypto";

/**
 * The `Stripe-Signature` of a payload sent at `seconds`: HMAC-SHA256 over `seconds.payload`, keyed with the endpoint's
 * secret as it is written (https://docs.stripe.com/webhooks/signature).
 */
export function signature(payload: string, secret: string, seconds: number): string {
  const digest = createHmac("sha256", secret).update(`${seconds}.${payload}`, "utf8").digest("hex");
  return `t=${seconds},v1=${digest}`;
}
