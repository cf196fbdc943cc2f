import { readEnvironment } from "@outcry/service";
import { z } from "zod";

const port = (usual: number) => z.coerce.number().int().min(1).max(65_535).default(usual);

const Environment = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgres://user:password@host:5432/database" })
    .optional()
    .describe(
      "A PostgreSQL server you bring; its user may create roles. Without it, one is started from npm.",
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe("The doorbell of a fleet. Not needed here."),
  STRIPE_SECRET_KEY: z
    .string()
    .startsWith("sk_")
    .optional()
    .describe("Without it, payments go to our own emulator."),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith("whsec_").optional(),
  ROUTER_PORT: port(4000),
  IDENTITY_PORT: port(4001),
  CATALOG_PORT: port(4002),
  OFFERS_PORT: port(4003),
  ORDERS_PORT: port(4004),
  PAYMENTS_PORT: port(4005),
  STRIPE_EMULATOR_PORT: port(4010),
  WEB_PORT: port(3000),
  OUTCRY_HOST: z.string().default("127.0.0.1").describe("The address the router listens on."),
  OUTCRY_STATE_DIRECTORY: z.string().default(".outcry").describe("Where the database and the secrets live."),
  OUTCRY_DEMO_TRADERS: z.enum(["on", "off"]).default("on"),
  OUTCRY_DEMO_SEED: z.enum(["on", "off"]).default("on"),
  OUTCRY_RATE_LIMITS: z.enum(["on", "off"]).default("on"),
  OUTCRY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("warn"),
});

/** The only reader of the environment in the all-in-one process. Throws with every problem at once. */
export function readConfig(environment: Record<string, string | undefined>) {
  const env = readEnvironment("Outcry", Environment, environment);
  if (env.STRIPE_SECRET_KEY && !env.STRIPE_WEBHOOK_SECRET) {
    throw new Error(
      "Outcry cannot start:\nSTRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it, to verify webhooks.",
    );
  }
  return Object.freeze({
    ...env,
    subgraphPorts: {
      identity: env.IDENTITY_PORT,
      catalog: env.CATALOG_PORT,
      offers: env.OFFERS_PORT,
      orders: env.ORDERS_PORT,
      payments: env.PAYMENTS_PORT,
    },
  });
}
export type Config = ReturnType<typeof readConfig>;
