import type { DemoStory } from "@outcry/demo";
import {
  type RequestFacts,
  type RunningSubgraph,
  requireUser,
  type SubgraphDependencies,
  startSubgraphServer,
  toConnection,
} from "@outcry/service";
import { makeCommands } from "./commands/index.ts";
import { seedDemo } from "./commands/seed-demo.ts";
import type { Context } from "./context.ts";
import { hears } from "./events.ts";
import { makeLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers/index.ts";
import { ordersFeed } from "./store/announcing.ts";
import { hear } from "./store/consuming.ts";
import { tradingRecordOf } from "./store/defaults.ts";
import { isReachable } from "./store/reachable.ts";
import { cursorOf, makeReading } from "./store/reading.ts";
import { makeLiveOrders } from "./workers/live-orders.ts";
import { startOverdueSweep } from "./workers/overdue-orders.ts";
import { startOwnUpkeep } from "./workers/upkeep.ts";

/** Starts orders: its graph, its feed, what it hears, and its workers. */
export async function createOrders(
  dependencies: SubgraphDependencies,
): Promise<RunningSubgraph & { seedDemo(story: DemoStory): Promise<void> }> {
  const { database, doorbell, logger } = dependencies;
  const reading = makeReading(database);
  const commands = makeCommands(database, () => doorbell.ring("orders"));
  const live = makeLiveOrders({ eventCounts: reading.eventCounts, doorbell, logger });
  const feed = ordersFeed(database);

  const makeContext = (facts: RequestFacts): Context => ({
    ...facts,
    commands,
    loaders: makeLoaders(reading, facts.passport.userId),
    orderByNumber: async (number) =>
      (await reading.byNumber(requireUser(facts.passport), number)).at(0) ?? null,
    ordersOf: async (role, page) => {
      const rows = await reading.page(requireUser(facts.passport), role, page);
      return toConnection(rows, page, cursorOf, (order) => order);
    },
    tradingRecord: () => tradingRecordOf(database, requireUser(facts.passport)),
    watchOrder: (orderId) => {
      const viewerId = requireUser(facts.passport);
      return live.watch(orderId, async () => (await reading.byIds(viewerId, [orderId])).at(0) ?? null);
    },
  });

  const server = await startSubgraphServer({
    name: "orders",
    schemaFile: new URL("../schema.graphql", import.meta.url),
    resolvers,
    context: makeContext,
    dependencies,
    feed,
    ready: () => isReachable(database),
  });
  const consumers = (["identity", "offers", "payments"] as const).map((producer) =>
    hear({ feed: dependencies.feeds(producer), handlers: hears[producer], database, doorbell, logger }),
  );
  const sweep = startOverdueSweep(commands.cancelOverdueOrders, logger);
  const upkeep = startOwnUpkeep({ database, logger });
  return {
    name: "orders",
    url: server.url,
    graph: server.graph,
    feed,
    drained: async () => {
      await Promise.all(consumers.map((consumer) => consumer.drained()));
    },
    seedDemo: (story) => seedDemo({ database, payments: dependencies.services("payments") }, story),
    stop: async () => {
      await server.stop();
      await Promise.all([sweep, upkeep, live, ...consumers].map((worker) => worker.stop()));
    },
  };
}
