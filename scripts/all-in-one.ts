/**
 * The composition root: PostgreSQL, the payment provider's stand-in, five subgraphs and the router in one process.
 * The only file that may know them all. `npm start` runs it beside the storefront.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startPostgres } from "@outcry/embedded";
import { STRIPE_WEBHOOK_EVENTS } from "@outcry/payments";
import { createRouter, httpTransport, inProcessTransport } from "@outcry/router";
import { makeLogger, type RunningSubgraph } from "@outcry/service";
import { startStripeEmulator } from "@outcry/stripe-emulator";
import { migrate } from "../drizzle/migrate.ts";
import { type Config, readConfig } from "./all-in-one/config.ts";
import { startParcels } from "./all-in-one/parcels.ts";
import { step } from "./all-in-one/progress.ts";
import { roleUrl } from "./all-in-one/role-url.ts";
import { loadSecrets, type Secrets } from "./all-in-one/secrets.ts";
import { seedDemo } from "./all-in-one/seed.ts";
import { type RunningSubgraphs, startSubgraphs } from "./all-in-one/subgraphs.ts";
import { startTraders } from "./all-in-one/traders.ts";

const HOST = "127.0.0.1";
/** A stop that takes longer is forced: PostgreSQL recovers from that as from any crash. */
const STOP_MILLISECONDS_MAX = 15_000;

type Stoppable = { stop(): Promise<void> };

/** Stops what was started, newest first. */
const running: Stoppable[] = [];
const keep = <Part extends Stoppable>(part: Part): Part => {
  running.push(part);
  return part;
};

async function startDatabase(config: Config, stateDirectory: string): Promise<string> {
  if (config.DATABASE_URL) return config.DATABASE_URL;
  const logger = makeLogger("postgres", config.OUTCRY_LOG_LEVEL);
  const postgres = keep(await startPostgres({ dataDirectory: join(stateDirectory, "postgres"), logger }));
  return postgres.url;
}

async function startEmulator(config: Config, secrets: Secrets, adminUrl: string): Promise<void> {
  if (config.STRIPE_SECRET_KEY) return;
  keep(
    await startStripeEmulator({
      databaseUrl: roleUrl(adminUrl, "stripe_emulator", secrets.rolePasswords.stripe_emulator ?? ""),
      port: config.STRIPE_EMULATOR_PORT,
      secretKey: secrets.stripeSecretKey,
      webhook: {
        url: `http://${HOST}:${config.ROUTER_PORT}/webhooks/stripe`,
        secret: secrets.stripeWebhookSecret,
        enabledEvents: STRIPE_WEBHOOK_EVENTS,
      },
      logger: makeLogger("stripe-emulator", config.OUTCRY_LOG_LEVEL),
    }),
  );
}

async function startRouter(config: Config, secrets: Secrets, subgraphs: RunningSubgraphs): Promise<string> {
  const urls = Object.fromEntries([...subgraphs.byName].map(([name, { url }]) => [name, `${url}/graphql`]));
  const identity = subgraphs.byName.get("identity");
  const inThisProcess = new Map<string, RunningSubgraph>(subgraphs.byName);
  const router = createRouter({
    supergraph: { file: new URL("../schema/supergraph.graphql", import.meta.url).pathname },
    subgraphs: urls,
    transportFor: (name) => {
      const subgraph = inThisProcess.get(name);
      if (!subgraph) return null;
      return inProcessTransport({
        graph: subgraph.graph,
        elsewhere: httpTransport(`${subgraph.url}/graphql`),
      });
    },
    passports: { keyFor: (audience, signer) => secrets.passportKeys[`${signer}>${audience}`] ?? "" },
    identity: identity ? { url: identity.url, feed: identity.feed } : null,
    port: config.ROUTER_PORT,
    host: config.OUTCRY_HOST,
    rates: config.OUTCRY_RATE_LIMITS,
    introspection: true,
    sandbox: true,
    storefrontOrigins: [`http://localhost:${config.WEB_PORT}`, `http://127.0.0.1:${config.WEB_PORT}`],
    logger: makeLogger("router", config.OUTCRY_LOG_LEVEL),
  });
  await router.start();
  keep(router);
  return router.url;
}

async function stopAll(): Promise<void> {
  setTimeout(() => process.exit(1), STOP_MILLISECONDS_MAX).unref();
  for (const part of running.reverse()) await part.stop();
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const stateDirectory = resolve(config.OUTCRY_STATE_DIRECTORY);
  mkdirSync(stateDirectory, { recursive: true });
  const secrets = loadSecrets(stateDirectory);
  const adminUrl = await step("Starting PostgreSQL", () => startDatabase(config, stateDirectory));
  writeFileSync(join(stateDirectory, "database-url"), adminUrl, { mode: 0o600 });
  await step("Migrating", () => migrate({ adminUrl, passwords: secrets.rolePasswords }));
  const subgraphs = await step("Starting the subgraphs", async () => {
    await startEmulator(config, secrets, adminUrl);
    const makeServiceLogger = (service: string) => makeLogger(service, config.OUTCRY_LOG_LEVEL);
    return keep(await startSubgraphs(config, secrets, adminUrl, makeServiceLogger));
  });
  const story = config.OUTCRY_DEMO_SEED === "on" ? await seedDemo(stateDirectory, subgraphs) : null;
  const url = await step("Opening the router", () => startRouter(config, secrets, subgraphs));
  if (story && config.OUTCRY_DEMO_TRADERS === "on") {
    const logger = makeLogger("traders", config.OUTCRY_LOG_LEVEL);
    keep(startTraders(`${url}/graphql`, story, logger));
    keep(startParcels(`${url}/graphql`, story, logger));
  }
  process.stdout.write(`OUTCRY_READY ${url}\n`);
}

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void stopAll().then(() => process.exit(0));
  });
}

main().catch(async (error: unknown) => {
  // A start that fails says why in one sentence; the trace is for whoever asks for it.
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.OUTCRY_LOG_LEVEL === "debug" && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  await stopAll();
  process.exit(1);
});
