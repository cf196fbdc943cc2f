import { SUBGRAPHS, type SubgraphName } from "@outcry/contracts";
import { z } from "zod";
import { readEnvironment } from "../environment.ts";
import { keysFrom, keysInto, type PassportKeys, passportKeys } from "./passport-keys.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type FleetMember<Own extends z.ZodObject> = Readonly<{
  name: SubgraphName;
  /** The subgraphs it hears or asks: it needs a key for each of them. */
  calls: readonly SubgraphName[];
  /** What it reads besides what all of them do. */
  own: Own;
}>;

const FIRST_PORT = 4001;
const portOf = (name: SubgraphName): number => FIRST_PORT + SUBGRAPHS.indexOf(name);

export const logLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info");
export const listeningHost = z.string().default("127.0.0.1").describe("The address to listen on.");

/** An empty variable means that it was not set, as in `docker compose` files. */
export const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));

function shapeOf<Own extends z.ZodObject>({ name, calls, own }: FleetMember<Own>) {
  const prefix = name.toUpperCase();
  const databaseUrl = z.url({
    protocol: /^postgres(ql)?$/,
    error: `must lead to a database as this subgraph's role: postgres://outcry_${name}:password@host:5432/outcry`,
  });
  return z.object({
    [`${prefix}_DATABASE_URL`]: databaseUrl,
    [`${prefix}_PORT`]: z.coerce.number().int().min(0).max(65_535).default(portOf(name)),
    [`${prefix}_POOL_MAX`]: z.coerce.number().int().min(1).max(200).default(10),
    OUTCRY_HOST: listeningHost,
    OUTCRY_PASSPORT_KEYS: passportKeys([`router>${name}`, ...calls.map((audience) => `${name}>${audience}`)]),
    OUTCRY_LOG_LEVEL: logLevel,
    REDIS_URL: z
      .url({ protocol: /^rediss?$/, error: "must look like redis://host:6379" })
      .optional()
      .describe(
        "The doorbell between processes, and between instances. Without it consumers poll once a second.",
      ),
    ...Object.fromEntries(
      calls.map((other) => [
        `${other.toUpperCase()}_URL`,
        z.url({ protocol: /^https?$/ }).default(`http://127.0.0.1:${portOf(other)}`),
      ]),
    ),
    ...own.shape,
  });
}

/** What one subgraph of a fleet reads from its environment. Throws one error that names every problem. */
export function readFleetConfig<Own extends z.ZodObject>(member: FleetMember<Own>, environment: Environment) {
  const { name, calls, own } = member;
  const prefix = name.toUpperCase();
  const read: Record<string, unknown> = readEnvironment(name, shapeOf(member), withoutEmpty(environment));
  const keys = read.OUTCRY_PASSPORT_KEYS as PassportKeys;
  const signingKeys = keysFrom(keys, name);
  return Object.freeze({
    databaseUrl: String(read[`${prefix}_DATABASE_URL`]),
    port: Number(read[`${prefix}_PORT`]),
    poolMax: Number(read[`${prefix}_POOL_MAX`]),
    host: String(read.OUTCRY_HOST),
    logLevel: read.OUTCRY_LOG_LEVEL as z.infer<typeof logLevel>,
    redisUrl: read.REDIS_URL as string | undefined,
    /** Callers this subgraph trusts, with the key it shares with each. */
    acceptedKeys: keysInto(keys, name),
    /** How to reach another subgraph in this one's name. Throws when this one never said that it calls it. */
    lineTo: (audience: SubgraphName) => {
      if (!calls.includes(audience))
        throw new Error(`${name} calls ${audience}, but its main.ts does not list it.`);
      const url = String(read[`${audience.toUpperCase()}_URL`]);
      return { url, caller: name, audience, key: signingKeys[audience] ?? "" };
    },
    own: Object.fromEntries(
      Object.keys(own.shape).map((variable) => [variable, read[variable]]),
    ) as z.infer<Own>,
  });
}
