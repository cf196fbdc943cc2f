import { SUBGRAPHS, type SubgraphName } from "@outcry/contracts";
import { z } from "zod";
import { readEnvironment } from "../environment.ts";

const DEFAULT_PORT = 4001;

/** `caller>audience` to the key those two share. A process is given only the pairs it is part of. */
const passportKeys = z
  .string()
  .transform((text, context) => {
    try {
      return z.record(z.string().regex(/^[a-z]+>[a-z]+$/), z.string().min(32)).parse(JSON.parse(text));
    } catch {
      context.addIssue('must be JSON such as {"router>offers":"at least 32 characters"}');
      return z.NEVER;
    }
  })
  .describe("Keys this process shares with those it calls and is called by.");

/** What every subgraph of a fleet reads from its environment; a subgraph adds its own in its config.ts. */
export function readFleetConfig(name: SubgraphName, environment: Record<string, string | undefined>) {
  const prefix = name.toUpperCase();
  const shape = z.object({
    [`${prefix}_DATABASE_URL`]: z
      .string()
      .describe("Connects as the role that owns this subgraph's schema, and only it."),
    [`${prefix}_PORT`]: z.coerce
      .number()
      .int()
      .min(1)
      .max(65_535)
      .default(DEFAULT_PORT + SUBGRAPHS.indexOf(name)),
    [`${prefix}_POOL_MAX`]: z.coerce.number().int().min(1).max(200).default(10),
    OUTCRY_HOST: z.string().default("127.0.0.1"),
    OUTCRY_PASSPORT_KEYS: passportKeys,
    OUTCRY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    REDIS_URL: z
      .string()
      .optional()
      .describe("The doorbell between processes. Without it consumers poll once a second."),
    ...Object.fromEntries(
      SUBGRAPHS.map((other, index) => [
        `${other.toUpperCase()}_URL`,
        z.url().default(`http://127.0.0.1:${DEFAULT_PORT + index}`),
      ]),
    ),
  });
  const read = readEnvironment(name, shape, environment) as Record<string, unknown>;
  const keys = read.OUTCRY_PASSPORT_KEYS as Record<string, string>;
  const keysWhere = (side: 0 | 1, own: 0 | 1) =>
    Object.fromEntries(
      Object.entries(keys).flatMap(([pair, key]) => {
        const sides = pair.split(">");
        return sides[own] === name ? [[sides[side] ?? "", key]] : [];
      }),
    );
  return Object.freeze({
    databaseUrl: String(read[`${prefix}_DATABASE_URL`]),
    port: Number(read[`${prefix}_PORT`]),
    poolMax: Number(read[`${prefix}_POOL_MAX`]),
    host: String(read.OUTCRY_HOST),
    logLevel: read.OUTCRY_LOG_LEVEL as "info",
    redisUrl: read.REDIS_URL as string | undefined,
    /** Callers this subgraph trusts. */
    acceptedKeys: keysWhere(0, 1) as Record<string, string>,
    /** Keys this subgraph signs with, by audience. */
    signingKeys: keysWhere(1, 0) as Record<string, string>,
    urlOf: (other: SubgraphName) => String(read[`${other.toUpperCase()}_URL`]),
  });
}
export type FleetConfig = ReturnType<typeof readFleetConfig>;
