import type { AddressInfo } from "node:net";
import { startUpkeep } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import postgres from "postgres";
import Stripe from "stripe";
import { keepAppointment } from "./agenda.ts";
import { controlEndpoints } from "./control/control.ts";
import { addFaultRoutes } from "./control/fault-routes.ts";
import { type Faults, makeFaults } from "./faults/faults.ts";
import { RequestFaults } from "./faults/request-faults.ts";
import { WebhookFaults } from "./faults/webhook-faults.ts";
import type { Context } from "./http/context.ts";
import { buildServer, closeServer } from "./http/server.ts";
import type { StripeEmulatorOptions } from "./options.ts";
import { addPages } from "./pages/pages.ts";
import { stripeEndpoints } from "./resources/endpoints.ts";
import { prepareTables } from "./store/tables.ts";
import type { Settings } from "./store/work.ts";
import { Dispatcher } from "./webhooks/dispatcher.ts";
import { Worker } from "./worker.ts";

const CONNECTIONS_MAX = 10;
const STRIPE_FEE = { basisPoints: 290, fixed: 30 };

export type StripeEmulator = {
  /** Where it listens: `http://127.0.0.1:4010`. */
  url: string;
  port: number;
  faults: Faults;
  /** Does everything that is due now: webhooks sent once, payouts settled. For tests. */
  drain(): Promise<void>;
  /** Answers what is under way, then stops. What is stored stays. */
  stop(): Promise<void>;
};

const connect = ({ databaseUrl, connectionsMax }: StripeEmulatorOptions): postgres.Sql =>
  postgres(databaseUrl, {
    max: connectionsMax ?? CONNECTIONS_MAX,
    connection: { application_name: "stripe-emulator", lock_timeout: 5_000, statement_timeout: 30_000 },
    onnotice: () => {},
  });

function settingsOf(options: StripeEmulatorOptions): Settings {
  const { webhook } = options;
  return {
    settlementDays: options.settlementDays ?? 2,
    fee: options.fee ?? STRIPE_FEE,
    settlementDelay: options.settlementDelay ?? 1_000,
    publicUrl: "",
    enabledEvents: webhook ? (webhook.enabledEvents ?? ["*"]) : [],
  };
}

function checkOptions({ secretKey, webhook }: StripeEmulatorOptions): void {
  if (!secretKey.startsWith("sk_test_")) {
    throw new Error(
      "The Stripe emulator takes a secret key that begins with sk_test_: it never moves real money.",
    );
  }
  if (webhook && !URL.canParse(webhook.url))
    throw new Error(`The webhook address is not a URL: ${webhook.url}`);
}

/**
 * Starts an emulator of Stripe that the real SDK talks to:
 * `new Stripe(secretKey, { host: "127.0.0.1", port, protocol: "http" })`. What it knows lives in the schema
 * `stripe_emulator`, made here when missing; everything one request does is one transaction.
 */
export async function startStripeEmulator(options: StripeEmulatorOptions): Promise<StripeEmulator> {
  checkOptions(options);
  const { logger, webhook, clock = systemClock, host = "127.0.0.1", secretKey } = options;
  const sql = connect(options);
  const settings = settingsOf(options);
  const requestFaults = new RequestFaults();
  const webhookFaults = new WebhookFaults();
  const dispatcher = webhook && new Dispatcher({ sql, webhook, faults: webhookFaults, clock, logger });
  const deliver = async () => (dispatcher ? dispatcher.deliverDue() : false);
  const keep = () => keepAppointment(sql, settings, Stripe.API_VERSION, clock);
  const delivering = new Worker(deliver, logger);
  const keeping = new Worker(async () => {
    const kept = await keep();
    if (kept) delivering.wake();
    return kept;
  }, logger);
  const upkeep = startUpkeep({ sql, schema: "stripe_emulator", logger });
  const context: Context = {
    sql,
    settings,
    secretKey,
    apiVersion: Stripe.API_VERSION,
    clock,
    logger,
    requestFaults,
    silent: new Set(),
    announced: delivering.wake,
  };
  const faults = makeFaults(requestFaults, webhookFaults, delivering.wake);
  const server = buildServer(context, [...stripeEndpoints, ...controlEndpoints]);
  addFaultRoutes(server, context, faults);
  addPages(server, context);
  const stop = async (): Promise<void> => {
    for (const connection of context.silent) connection.destroy();
    await closeServer(server);
    await Promise.all([delivering.stop(), keeping.stop(), upkeep.stop()]);
    await sql.end({ timeout: 5 });
  };
  try {
    await prepareTables(sql);
    await server.listen({ host, port: options.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = server.server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  settings.publicUrl = url;
  delivering.wake();
  keeping.wake();
  const drain = async (): Promise<void> => {
    await keeping.pass();
    await delivering.pass();
  };
  logger.info({ url, webhook: webhook?.url }, "The Stripe emulator is listening.");
  return { url, port, faults, drain, stop };
}
