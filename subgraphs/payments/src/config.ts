import { readEnvironment } from "@outcry/service";
import { z } from "zod";
import type { StripeOptions } from "./stripe.ts";

const Environment = z.object({
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_/)
    .describe("The account that charges buyers and pays sellers."),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith("whsec_").describe("Vouches for webhooks."),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Where a stand-in for Stripe listens, such as http://127.0.0.1:4010. Stripe itself without it.",
    ),
});

/** The only reader of the environment in this process; the rest is checked by @outcry/service. */
export const environment = (): Record<string, string | undefined> => process.env;

/** What payments needs besides what every subgraph does. Throws with every problem at once. */
export function readStripeOptions(given: Record<string, string | undefined>): StripeOptions {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE } = readEnvironment(
    "payments",
    Environment,
    given,
  );
  return {
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET,
    ...(STRIPE_API_BASE && { apiBase: toApiBase(new URL(STRIPE_API_BASE)) }),
  };
}

function toApiBase({ protocol, hostname, port }: URL) {
  const isSecure = protocol === "https:";
  return {
    protocol: isSecure ? ("https" as const) : ("http" as const),
    host: hostname,
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
  };
}
