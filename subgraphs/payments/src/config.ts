import { z } from "zod";
import type { StripeOptions } from "./stripe.ts";

/** What payments reads from the environment besides what every subgraph of a fleet does. */
export const paymentsEnvironment = z.object({
  STRIPE_SECRET_KEY: z
    .string({ error: "must be a secret key of Stripe, such as sk_test_..." })
    .regex(/^[sr]k_(test|live)_/, "must be a secret key of Stripe, such as sk_test_...")
    .describe("The account that charges buyers and pays sellers."),
  STRIPE_WEBHOOK_SECRET: z
    .string({ error: "must be the webhook endpoint's signing secret, whsec_..." })
    .startsWith("whsec_", "must be the webhook endpoint's signing secret, whsec_...")
    .describe("Vouches for webhooks."),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Where a stand-in for Stripe listens, such as http://127.0.0.1:4010. Stripe itself without it.",
    ),
});

/** The only reader of the environment in this process. */
export const environment = (): Record<string, string | undefined> => process.env;

export const stripeOptionsOf = (own: z.infer<typeof paymentsEnvironment>): StripeOptions => ({
  secretKey: own.STRIPE_SECRET_KEY,
  webhookSecret: own.STRIPE_WEBHOOK_SECRET,
  ...(own.STRIPE_API_BASE && { apiBase: toApiBase(new URL(own.STRIPE_API_BASE)) }),
});

function toApiBase({ protocol, hostname, port }: URL) {
  const isSecure = protocol === "https:";
  return {
    protocol: isSecure ? ("https" as const) : ("http" as const),
    host: hostname,
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
  };
}
