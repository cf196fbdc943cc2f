import { parseArgs } from "node:util";
import { SUBGRAPHS } from "@outcry/contracts";
import {
  type Environment,
  listeningHost,
  logLevel,
  passportKeys,
  readEnvironment,
  withoutEmpty,
} from "@outcry/service";
import { z } from "zod";

/** @apollo/gateway otherwise looks for cloud metadata services and sends metrics. To be called before it is made. */
export function disableTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = "1";
}

const port = z.coerce.number().int().min(0).max(65_535);
const onOrOff = z.enum(["on", "off"]);
const words = z.string().transform((text) => text.split(",").map((item) => item.trim()));
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

const urlVariable = (name: string): string => `${name.toUpperCase()}_URL`;

const environment = z.object({
  ROUTER_PORT: port.default(4000),
  OUTCRY_HOST: listeningHost,
  ROUTER_SUPERGRAPH: z.string().default("schema/supergraph.graphql"),
  ROUTER_SUBGRAPHS: subgraphs
    .default({})
    .describe("Where subgraphs of a foreign supergraph are, paths included. Ours have a variable each."),
  ROUTER_STOREFRONT_ORIGINS: list.default([]),
  ROUTER_TRUSTED_PROXIES: words.default([]),
  ROUTER_INTROSPECTION: onOrOff.default("off"),
  ROUTER_SANDBOX: onOrOff.default("off"),
  /** A JSON file of documents by id. */
  ROUTER_TRUSTED_DOCUMENTS: z.string().default("schema/operations.json"),
  ROUTER_TRUSTED_DOCUMENTS_MODE: z.enum(["off", "log", "enforce"]).default("off"),
  ROUTER_LIMITS: onOrOff.default("on"),
  OUTCRY_RATE_LIMITS: onOrOff.default("on"),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must look like redis://host:6379" })
    .optional()
    .describe("Where routers count requests together. Without it each counts alone."),
  OUTCRY_LOG_LEVEL: logLevel,
  // `IDENTITY_URL` and so on, without a path: the same that the subgraphs are given.
  ...Object.fromEntries(
    SUBGRAPHS.map((name) => [urlVariable(name), z.url({ protocol: /^https?$/ }).optional()]),
  ),
});

export type RouterConfig = Readonly<
  z.infer<typeof environment> & {
    /** Without a path; null where there are no accounts. */
    identityUrl: string | null;
    /** Graph endpoints by name, paths included. */
    subgraphs: Readonly<Record<string, string>>;
    /** `router>offers` vouches for clients, `edge>identity` for the router itself. */
    passportKeys: Readonly<Record<string, string>> | "off";
  }
>;

/** Flags win over the environment. */
function readFlags(flags: string[]) {
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
  const given: Environment = {
    ROUTER_SUPERGRAPH: values.supergraph,
    ROUTER_PORT: values.port,
    OUTCRY_HOST: values.host,
    ROUTER_LIMITS: values.limits,
    // Whoever turns the limits off measures, and rates would only stand in the way.
    OUTCRY_RATE_LIMITS: values.rates ?? (values.limits === "off" ? "off" : undefined),
    ROUTER_INTROSPECTION: values.introspection,
    ROUTER_SANDBOX: values.sandbox,
    ROUTER_SUBGRAPHS: values.subgraphs,
  };
  const flagged = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { flagged, passports: onOrOff.optional().parse(values.passports) };
}

/** The router's own calls: identity about keys and tickets, and the owners of webhooks. */
const EDGE_CALLS = ["identity", "payments"];

/** Reads flags and the environment. Throws one error that names every problem. */
export function readConfig(flags: string[], variables: Environment): RouterConfig {
  const { flagged, passports } = readFlags(flags);
  const given: Environment = { ...withoutEmpty(variables), ...flagged };
  const ours = SUBGRAPHS.filter((name) => given[urlVariable(name)] !== undefined);
  const pairs = [
    ...ours.map((name) => `router>${name}`),
    ...ours.filter((name) => EDGE_CALLS.includes(name)).map((name) => `edge>${name}`),
  ];
  const wanted = passports ?? (given.OUTCRY_PASSPORT_KEYS || ours.length > 0 ? "on" : "off");
  const keys = wanted === "on" ? passportKeys(pairs) : z.literal("off").catch("off");
  const shape = environment.extend({ OUTCRY_PASSPORT_KEYS: keys });
  const read = readEnvironment("The router", shape, given);
  const urls = read as unknown as Record<string, string | undefined>;
  const endpoints = ours.map((name) => [name, new URL("/graphql", urls[urlVariable(name)]).href]);
  return {
    ...read,
    identityUrl: urls[urlVariable("identity")] ?? null,
    subgraphs: { ...Object.fromEntries(endpoints), ...read.ROUTER_SUBGRAPHS },
    passportKeys: read.OUTCRY_PASSPORT_KEYS,
  };
}

/** Signs with the key of each pair, or "off". */
export function passportsOf({ passportKeys: keys }: RouterConfig) {
  if (keys === "off") return "off";
  return {
    keyFor: (audience: string, signer: string): string => {
      const key = keys[`${signer}>${audience}`];
      if (!key) throw new Error(`OUTCRY_PASSPORT_KEYS has no key "${signer}>${audience}".`);
      return key;
    },
  };
}

/** Where identity is, and how its feed is read; null where there are no accounts. */
export function identityOf({ identityUrl: url, passportKeys: keys }: RouterConfig) {
  if (url === null) return null;
  const key = keys === "off" ? undefined : keys["edge>identity"];
  return { url, line: key ? { url, key, caller: "edge", audience: "identity" } : undefined };
}

export const processFlags = (): string[] => process.argv.slice(2);
export const processEnvironment = (): Environment => process.env;
