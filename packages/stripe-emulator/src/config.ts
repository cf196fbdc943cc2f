import { z } from "zod";

const shape = z.object({
  STRIPE_EMULATOR_DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error:
      "must lead to a database as the emulator's role: postgres://outcry_stripe_emulator:password@host:5432/outcry",
  }),
  STRIPE_EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  STRIPE_EMULATOR_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .default("http://127.0.0.1:4000/webhooks/stripe")
    .describe("Where events are delivered: the router, which hands them on to payments."),
  STRIPE_SECRET_KEY: z
    .string({ error: "must be the key that payments is given: sk_test_..." })
    .startsWith("sk_test_", "must begin with sk_test_: the emulator never moves real money"),
  STRIPE_WEBHOOK_SECRET: z
    .string({ error: "must be the webhook secret that payments is given: whsec_..." })
    .startsWith("whsec_", "must begin with whsec_"),
  OUTCRY_HOST: z.string().default("127.0.0.1").describe("The address to listen on."),
  OUTCRY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

export type EmulatorConfig = Readonly<z.infer<typeof shape>>;

/** Throws one error that names every problem. An empty variable means that it was not set. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): EmulatorConfig {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const read = shape.safeParse(Object.fromEntries(given));
  if (read.success) return read.data;
  throw new Error(`The Stripe emulator cannot start:\n${z.prettifyError(read.error)}`);
}

/** The only reader of the environment in this process. */
export const processEnvironment = (): Record<string, string | undefined> => process.env;
