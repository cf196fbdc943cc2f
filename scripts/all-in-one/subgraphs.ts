import { createCatalog } from "@outcry/catalog";
import { SUBGRAPHS, type SubgraphName } from "@outcry/contracts";
import { connectDatabase, type Database } from "@outcry/database";
import type { DemoStory } from "@outcry/demo";
import { createIdentity } from "@outcry/identity";
import { systemClock } from "@outcry/kernel";
import { createOffers } from "@outcry/offers";
import { createOrders } from "@outcry/orders";
import { type EventFeed, inProcessDoorbell } from "@outcry/outbox";
import { createPayments } from "@outcry/payments";
import {
  type Logger,
  makeServiceClient,
  type RunningSubgraph,
  type SubgraphDependencies,
} from "@outcry/service";
import type { Config } from "./config.ts";
import { roleUrl } from "./role-url.ts";
import type { Secrets } from "./secrets.ts";

type Seedable = RunningSubgraph & { seedDemo(story: DemoStory): Promise<void> };

/** Pools are small: one process serves them all, and PostgreSQL here has two cores. */
const POOL_MAX: Record<SubgraphName, number> = {
  identity: 6,
  catalog: 8,
  offers: 16,
  orders: 10,
  payments: 16,
};
const HOST = "127.0.0.1";

export type RunningSubgraphs = Readonly<{
  byName: ReadonlyMap<SubgraphName, Seedable>;
  stop(): Promise<void>;
}>;

/** A feed that is looked up when it is first read: subgraphs hear each other, so none can be made last. */
const deferredFeed = (producer: SubgraphName, find: () => EventFeed): EventFeed => ({
  producer,
  read: (request) => find().read(request),
  head: () => find().head(),
});

const keysFor = (secrets: Secrets, audience: SubgraphName): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets.passportKeys)
      .filter(([pair]) => pair.endsWith(`>${audience}`))
      .map(([pair, key]) => [pair.split(">")[0] ?? "", key]),
  );

/** Starts all five in this process, each with its own pool, role and port. */
export async function startSubgraphs(
  config: Config,
  secrets: Secrets,
  adminUrl: string,
  makeLogger: (service: string) => Logger,
): Promise<RunningSubgraphs> {
  const running = new Map<SubgraphName, Seedable>();
  const databases: Database[] = [];
  const doorbell = inProcessDoorbell();
  const feedOf = (producer: SubgraphName): EventFeed => {
    const subgraph = running.get(producer);
    if (!subgraph) throw new Error(`${producer} has not started yet.`);
    return subgraph.feed;
  };
  const dependenciesOf = (name: SubgraphName): SubgraphDependencies => {
    const database = connectDatabase({
      url: roleUrl(adminUrl, name, secrets.rolePasswords[name] ?? ""),
      applicationName: name,
      poolMax: POOL_MAX[name],
    });
    databases.push(database);
    return {
      database,
      doorbell,
      feeds: (producer) => deferredFeed(producer, () => feedOf(producer)),
      services: (audience) =>
        makeServiceClient({
          url: `http://${HOST}:${config.subgraphPorts[audience]}`,
          caller: name,
          audience,
          key: secrets.passportKeys[`${name}>${audience}`] ?? "",
        }),
      passportKeys: keysFor(secrets, name),
      logger: makeLogger(name),
      clock: systemClock,
      host: HOST,
      port: config.subgraphPorts[name],
    };
  };
  const creators: Record<SubgraphName, () => Promise<Seedable>> = {
    identity: () => createIdentity({ ...dependenciesOf("identity"), signingKey: secrets.accessTokenKey }),
    catalog: () =>
      createCatalog({ ...dependenciesOf("catalog"), picturesOrigin: `http://localhost:${config.WEB_PORT}` }),
    offers: () => createOffers(dependenciesOf("offers")),
    orders: () => createOrders(dependenciesOf("orders")),
    payments: () => createPayments({ ...dependenciesOf("payments"), stripe: stripeOptions(config, secrets) }),
  };
  for (const name of SUBGRAPHS) running.set(name, await creators[name]());
  return {
    byName: running,
    async stop() {
      await Promise.all([...running.values()].map((subgraph) => subgraph.stop()));
      await doorbell.close();
      await Promise.all(databases.map((database) => database.close()));
    },
  };
}

function stripeOptions(config: Config, secrets: Secrets) {
  if (config.STRIPE_SECRET_KEY && config.STRIPE_WEBHOOK_SECRET) {
    return { secretKey: config.STRIPE_SECRET_KEY, webhookSecret: config.STRIPE_WEBHOOK_SECRET };
  }
  return {
    secretKey: secrets.stripeSecretKey,
    webhookSecret: secrets.stripeWebhookSecret,
    apiBase: { protocol: "http" as const, host: HOST, port: config.STRIPE_EMULATOR_PORT },
  };
}
