import { parseArgs } from "node:util";
import { readEnvironment } from "@outcry/service";
import { z } from "zod";

/** @apollo/gateway otherwise looks for cloud metadata services and sends metrics. To be called before it is made. */
export function disableTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = "1";
}

const port = z.coerce.number().int().min(0).max(65_535);
const onOrOff = z.enum(["on", "off"]);
const list = z
  .string()
  .transform((text) => text.split(",").map((item) => item.trim()))
  .pipe(z.array(z.url()));

/** `identity=http://127.0.0.1:4001/graphql,catalog=...` */
const subgraphs = z
  .string()
  .transform((text) =>
    Object.fromEntries(
      text
        .split(",")
        .filter(Boolean)
        .map((pair) => {
          const [name = "", ...url] = pair.split("=");
          return [name.trim(), url.join("=").trim()];
        }),
    ),
  )
  .pipe(z.record(z.string().min(1), z.url()));

/** `identity:router=<key>,identity:edge=<key>,...`: one key for each signer and audience. */
const passportKeys = z
  .string()
  .transform((text) =>
    Object.fromEntries(
      text
        .split(",")
        .filter(Boolean)
        .map((pair) => {
          const [name = "", ...key] = pair.split("=");
          return [name.trim(), key.join("=").trim()];
        }),
    ),
  )
  .pipe(z.record(z.string().regex(/^\w+:(router|edge)$/), z.string().min(32)));

const environment = z.object({
  ROUTER_PORT: port.default(4000),
  ROUTER_HOST: z.string().default("127.0.0.1"),
  ROUTER_SUPERGRAPH: z.string().default("schema/supergraph.graphql"),
  ROUTER_SUBGRAPHS: subgraphs.default({}),
  ROUTER_PASSPORT_KEYS: passportKeys.optional(),
  ROUTER_IDENTITY_URL: z.url().optional(),
  ROUTER_STOREFRONT_ORIGINS: list.default([]),
  ROUTER_INTROSPECTION: onOrOff.default("off"),
  ROUTER_SANDBOX: onOrOff.default("off"),
  ROUTER_LIMITS: onOrOff.default("on"),
  OUTCRY_RATE_LIMITS: onOrOff.default("on"),
});

export type RouterConfig = Readonly<z.infer<typeof environment> & { passports: "on" | "off" }>;

/** Reads flags, which win, and the environment. Throws one error that names every problem. */
export function readConfig(flags: string[], variables: Record<string, string | undefined>): RouterConfig {
  const { values } = parseArgs({
    args: flags,
    options: {
      supergraph: { type: "string" },
      port: { type: "string" },
      host: { type: "string" },
      limits: { type: "string" },
      rates: { type: "string" },
      passports: { type: "string" },
      introspection: { type: "string" },
      sandbox: { type: "string" },
      subgraphs: { type: "string" },
    },
  });
  const given: Record<string, string | undefined> = {
    ROUTER_SUPERGRAPH: values.supergraph,
    ROUTER_PORT: values.port,
    ROUTER_HOST: values.host,
    ROUTER_LIMITS: values.limits,
    // Whoever turns the limits off measures, and rates would only stand in the way.
    OUTCRY_RATE_LIMITS: values.rates ?? (values.limits === "off" ? "off" : undefined),
    ROUTER_INTROSPECTION: values.introspection,
    ROUTER_SANDBOX: values.sandbox,
    ROUTER_SUBGRAPHS: values.subgraphs,
  };
  const flagged = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const config = readEnvironment("The router", environment, { ...variables, ...flagged });
  const passports = onOrOff.parse(values.passports ?? (config.ROUTER_PASSPORT_KEYS ? "on" : "off"));
  if (passports === "on" && !config.ROUTER_PASSPORT_KEYS)
    throw new Error("The router cannot start: set ROUTER_PASSPORT_KEYS, or say --passports off.");
  return { ...config, passports };
}

export const processFlags = (): string[] => process.argv.slice(2);
export const processEnvironment = (): Record<string, string | undefined> => process.env;
