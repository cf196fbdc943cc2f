import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { migrate, OWNERS } from "../../drizzle/migrate.ts";
import { freePorts } from "../../scripts/test/fleet/ports.ts";
import { redisMissing, startRedis } from "../../scripts/test/fleet/redis.ts";
import { signIn, somebody } from "../../scripts/test/people.ts";
import { profilingInto } from "../measure/processes.ts";
import type { Place } from "./place.ts";
import type { BenchPostgres } from "./postgres.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const SUBGRAPHS = ["identity", "catalog", "offers", "orders", "payments"] as const;
const NAMES = [...SUBGRAPHS, "stripe-emulator", "router"] as const;
type Name = (typeof NAMES)[number];

const READY_MILLISECONDS_MAX = 120_000;
const LOOK_MILLISECONDS = 100;
const PASSWORD = "a-password-for-benches-only";

const secret = (length = 32): string => randomBytes(length).toString("base64url");

/** What every process is told; each reads its own part of it. Benches trust their own processes with all keys. */
function environmentOf(
  postgres: BenchPostgres,
  urlOf: (name: Name) => string,
  redisUrl: string | null,
): Record<string, string> {
  const roleUrl = (role: string): string => {
    const url = new URL(postgres.url);
    url.username = `outcry_${role}`;
    url.password = PASSWORD;
    return url.href;
  };
  const sides = [...SUBGRAPHS, "router", "edge"];
  const pairs = sides.flatMap((caller) => SUBGRAPHS.map((audience) => `${caller}>${audience}`));
  const variable = (name: Name, rest: string) => `${name.toUpperCase().replace("-", "_")}_${rest}`;
  const identityKey = generateKeyPairSync("ed25519").privateKey;
  return {
    ...Object.fromEntries(NAMES.map((name) => [variable(name, "URL"), urlOf(name)])),
    ...Object.fromEntries(NAMES.map((name) => [variable(name, "PORT"), new URL(urlOf(name)).port])),
    ...Object.fromEntries(SUBGRAPHS.map((name) => [variable(name, "DATABASE_URL"), roleUrl(name)])),
    STRIPE_EMULATOR_DATABASE_URL: roleUrl("stripe_emulator"),
    STRIPE_EMULATOR_WEBHOOK_URL: `${urlOf("router")}/webhooks/stripe`,
    STRIPE_API_BASE: urlOf("stripe-emulator"),
    STRIPE_SECRET_KEY: `sk_test_${secret(24)}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret(24)}`,
    IDENTITY_SIGNING_KEY: identityKey.export({ type: "pkcs8", format: "pem" }).toString(),
    OUTCRY_PASSPORT_KEYS: JSON.stringify(Object.fromEntries(pairs.map((pair) => [pair, secret()]))),
    OUTCRY_RATE_LIMITS: "off",
    OUTCRY_LOG_LEVEL: "error",
    ...(redisUrl !== null && { REDIS_URL: redisUrl }),
  };
}

function entryOf(name: Name): string {
  if (name === "stripe-emulator") return "packages/stripe-emulator/src/main.ts";
  return name === "router" ? "router/src/main.ts" : `subgraphs/${name}/src/main.ts`;
}

async function untilReady(name: Name, url: string, child: ChildProcess): Promise<void> {
  const address = name === "stripe-emulator" ? url : `${url}/ready`;
  const deadline = performance.now() + READY_MILLISECONDS_MAX;
  const answers = () =>
    fetch(address, { signal: AbortSignal.timeout(1_000) }).then(
      ({ status }) => status < 500,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${name} ended with exit code ${child.exitCode}.`);
    if (performance.now() > deadline) throw new Error(`${name} was not ready in time.`);
    await wait(LOOK_MILLISECONDS);
  }
}

/** A process each for the router, every subgraph and the provider's stand-in, as a fleet has them, with a Redis if there is one. */
export async function startFleet(postgres: BenchPostgres, profile: string | undefined): Promise<Place> {
  await migrate({
    adminUrl: postgres.url,
    passwords: Object.fromEntries(OWNERS.map((owner) => [owner, PASSWORD])),
  });
  const redis = redisMissing === null ? await startRedis() : null;
  const ports = await freePorts(NAMES.length);
  const urlOf = (name: Name) => `http://127.0.0.1:${ports[NAMES.indexOf(name)]}`;
  const environment = environmentOf(postgres, urlOf, redis?.url ?? null);
  const children = new Map<Name, ChildProcess>();
  const stop = async () => {
    const ending = [...children.values()].map(async (child) => {
      if (child.exitCode !== null || !child.kill("SIGTERM")) return;
      await new Promise((resolve) => child.once("exit", resolve));
    });
    await Promise.all(ending);
    await redis?.stop();
  };
  try {
    for (const name of NAMES) {
      const nodeArguments = ["--max-semi-space-size=32", ...profilingInto(profile), "--import", "tsx"];
      const child = spawn(process.execPath, [...nodeArguments, entryOf(name)], {
        ...{ cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
        env: { PATH: process.env.PATH, ...environment },
      });
      children.set(name, child);
    }
    await Promise.all([...children].map(([name, child]) => untilReady(name, urlOf(name), child)));
  } catch (error) {
    await stop();
    throw error;
  }
  const graphUrl = `${urlOf("router")}/graphql`;
  return {
    graphUrl,
    processes: [...children].map(([name, { pid = 0 }]) => [name, pid]),
    admin: () => makeAdmin(graphUrl, postgres),
    stop,
  };
}

const REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message } } }";

/** The first admin of a fleet is made by its operator, in identity's own database. */
async function makeAdmin(graphUrl: string, { sql }: BenchPostgres) {
  const [email, password] = [`${randomUUID()}@outcry.test`, "a long enough password"];
  await somebody(graphUrl).ask(REGISTER, { input: { email, password, displayName: "Ada Admin" } });
  await sql`update identity.accounts set roles = array_append(roles, 'ADMIN') where email = ${email}`;
  return signIn(graphUrl, email, password);
}
