import type { DemoStory } from "@outcry/demo";
import {
  type RequestFacts,
  type RunningSubgraph,
  requireUser,
  type SubgraphDependencies,
  startSubgraphServer,
  toConnection,
} from "@outcry/service";
import { previewFees } from "./commands/fee-preview.ts";
import { removePaymentMethod, savePaymentMethod } from "./commands/payment-methods.ts";
import { webhookReceiver } from "./commands/receive-webhook.ts";
import { seedDemo } from "./commands/seed-demo.ts";
import type { Context } from "./context.ts";
import { hears } from "./events.ts";
import { makeLoaders } from "./loaders.ts";
import type { PaymentProvider } from "./provider.ts";
import { resolvers } from "./resolvers/index.ts";
import { paymentsFeed } from "./store/announcing.ts";
import { hear } from "./store/consuming.ts";
import { methodsOf, peopleWithMethods } from "./store/methods.ts";
import { isReachable } from "./store/reachable.ts";
import { cursorOf, makeReading } from "./store/reading.ts";
import { type StripeOptions, stripeProvider } from "./stripe.ts";
import { addWebhookRoute } from "./webhook-route.ts";
import { startPenaltyWorker } from "./workers/penalties.ts";
import { type EventWorker, startEventWorker } from "./workers/provider-events.ts";
import { startStepWorker } from "./workers/provider-steps.ts";
import { startOwnUpkeep } from "./workers/upkeep.ts";

export type PaymentsDependencies = SubgraphDependencies &
  Readonly<{
    stripe: StripeOptions;
    /** For tests: called at every point of charging at which a crash must do no harm. */
    crashPoint?: (name: string) => void;
  }>;

export type RunningPayments = RunningSubgraph & {
  seedDemo(story: DemoStory): Promise<void>;
  /** Looks at the provider's own books now, for what we were not told. Returns how much that was. */
  reconcile(): Promise<number>;
};

/** What resolvers can reach, for one request and its viewer. */
function contextMaker(dependencies: PaymentsDependencies, provider: PaymentProvider, ring: () => void) {
  const { database, clock } = dependencies;
  const reading = makeReading(database);
  const catalog = dependencies.services("catalog");
  const deps = { database, provider };
  return (facts: RequestFacts): Context => {
    const viewer = () => requireUser(facts.passport);
    return {
      ...facts,
      loaders: makeLoaders(reading, facts.passport.userId),
      commands: {
        savePaymentMethod: (request) => savePaymentMethod(deps, request).finally(ring),
        removePaymentMethod: (request) => removePaymentMethod(deps, request).finally(ring),
      },
      previewFees: (request) => previewFees({ database, catalog, now: clock() }, request),
      paymentMethods: () => methodsOf(database, [viewer()]),
      sellerBalance: () => reading.sellerBalance(viewer()),
      ledgerEntries: async (page, orderId) =>
        toConnection(await reading.ledgerEntries(page, orderId), page, cursorOf, (entry) => entry),
      quotedFees: reading.quotedFees,
      peopleWithMethods: (userIds) => peopleWithMethods(database, userIds),
    };
  };
}

/** Starts payments: its graph, its feed, the webhook's door, what it hears, and its workers. */
export async function createPayments(dependencies: PaymentsDependencies): Promise<RunningPayments> {
  const { database, doorbell, logger, clock } = dependencies;
  const crashPoint = dependencies.crashPoint ?? (() => undefined);
  const provider = stripeProvider(dependencies.stripe);
  const ring = () => doorbell.ring("payments");
  const feed = paymentsFeed(database);
  // The door opens first: a port that is taken must leave no worker behind. An event that comes in before the worker waits for its first look.
  let told: EventWorker | undefined;
  const server = await startSubgraphServer({
    name: "payments",
    schemaFile: new URL("../schema.graphql", import.meta.url),
    resolvers,
    context: contextMaker(dependencies, provider, ring),
    dependencies,
    feed,
    ready: () => isReachable(database),
    routes: (http) =>
      addWebhookRoute(http, {
        receive: webhookReceiver(database, provider, clock),
        logger,
        afterwards: () => told?.ring(),
      }),
  });
  const steps = startStepWorker({ database, provider, clock, logger, crashPoint, afterwards: ring });
  const penalties = startPenaltyWorker({ database, provider, clock, logger, crashPoint, afterwards: ring });
  const events = startEventWorker({ database, provider, clock, logger, afterwards: ring });
  told = events;
  const upkeep = startOwnUpkeep({ database, logger });
  const wakeWorkers = () => {
    steps.ring();
    penalties.ring();
  };
  const stopListening = doorbell.listen("payments", wakeWorkers);
  const consumers = (["catalog", "orders"] as const).map((producer) =>
    hear({
      feed: dependencies.feeds(producer),
      handlers: hears[producer],
      database,
      doorbell,
      logger,
      afterwards: wakeWorkers,
      crashPoint,
    }),
  );
  return {
    name: "payments",
    url: server.url,
    graph: server.graph,
    feed,
    drained: async () => {
      await Promise.all(consumers.map((consumer) => consumer.drained()));
      await steps.idle();
      await penalties.idle();
      await events.idle();
    },
    reconcile: events.reconcile,
    seedDemo: (story) => seedDemo({ database, provider, logger }, story).finally(ring),
    stop: async () => {
      stopListening();
      await server.stop();
      await Promise.all([...consumers, steps, penalties, events, upkeep].map((worker) => worker.stop()));
    },
  };
}
