import type { SubgraphName } from "@outcry/contracts";
import type { Database } from "@outcry/database";
import type { DemoStory } from "@outcry/demo";
import { type Consumer, databaseFeed, type EventFeed, startConsumer } from "@outcry/outbox";
import { NO_PEERS } from "@outcry/redis";
import { type RunningSubgraph, type SubgraphDependencies, startSubgraphServer } from "@outcry/service";
import { bustTrade } from "./commands/bust-trade.ts";
import { makeGroupCommit } from "./commands/group-commit.ts";
import { makeHaltMarket } from "./commands/halt-market.ts";
import { LETTERS } from "./commands/letters.ts";
import { makeOwners, type Owners } from "./commands/owners.ts";
import { makeRelay } from "./commands/relay.ts";
import { makeTradeCommands } from "./commands/trade.ts";
import { makeVariantExists } from "./commands/variant-exists.ts";
import { makeWatchingCommands } from "./commands/watching.ts";
import type { Context } from "./context.ts";
import type { MarketKey } from "./domain/order.ts";
import { handlersOf, outboxOfOffers } from "./events.ts";
import { makeLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers/index.ts";
import { seedDemo } from "./store/demo.ts";
import { locateOrder } from "./store/order-reads.ts";
import { startAfterDefaults } from "./workers/after-defaults.ts";
import { startExpirySweep } from "./workers/expiry-sweep.ts";
import { startLive } from "./workers/live.ts";
import { startOwnUpkeep } from "./workers/upkeep.ts";

export type RunningOffers = RunningSubgraph & {
  /** Records the demo's trades and open books; safe to repeat. */
  seedDemo(story: DemoStory): Promise<void>;
  /** How many watch markets, follow books, or follow the tape. */
  watchers(): { markets: number; books: number; tape: number };
};

/** A feed that tells when its reader comes back: what the reader did with the page before is committed then. */
const telling = (feed: EventFeed, onRead: () => void): EventFeed => ({
  producer: feed.producer,
  read: (request) => {
    onRead();
    return feed.read(request);
  },
  head: () => feed.head(),
});

/** Hears the other subgraphs. What busts changed is told once it is committed. */
function startHearing(
  { database, doorbell, feeds, logger }: SubgraphDependencies,
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void,
  onDefault: () => void,
): Consumer[] {
  let busted: MarketKey[] = [];
  const tell = () => {
    if (busted.length === 0) return;
    const changed = busted;
    busted = [];
    onCommit(changed, true);
    onDefault();
  };
  const handlers = handlersOf({ bust: bustTrade, onBust: (market) => busted.push(market) });
  return Object.entries(handlers).map(([producer, own]) =>
    startConsumer({
      consumer: "offers",
      feed: telling(feeds(producer as SubgraphName), tell),
      doorbell,
      database,
      tables: outboxOfOffers,
      handlers: own,
      logger,
    }),
  );
}

type Shared = Readonly<{ database: Database; owners: Owners; live: ReturnType<typeof startLive> }>;

/** What a request has to itself, and what it may listen to. */
function perRequest({ database, owners, live: { hub, books, tape, priceAlerts } }: Shared) {
  const loaders = makeLoaders(database);
  const variantExists = makeVariantExists({ database, owners, loaders });
  const watching = makeWatchingCommands({
    ...{ database, variantExists },
    onAlert: (market) => priceAlerts.signal([market]),
  });
  return { loaders, variantExists, watching, hub, books, tape, priceAlerts };
}

/** Starts offers: bids, asks, order books, trades and market data. */
export async function createOffers(dependencies: SubgraphDependencies): Promise<RunningOffers> {
  const { database, doorbell, logger } = dependencies;
  const feed = databaseFeed({ producer: "offers", database, tables: outboxOfOffers });
  const live = startLive({ database, doorbell, feed, logger });
  const upkeep = startOwnUpkeep({ database, logger });
  const onCommit = (changed: readonly MarketKey[], announced: boolean): void => {
    live.onCommit(changed, announced);
    if (announced) upkeep.traded(changed);
  };
  const groupCommit = makeGroupCommit({ database, logger, onCommit });
  const peers = dependencies.peers?.(`letters-${LETTERS}`) ?? NO_PEERS;
  const owners = makeOwners(dependencies.services, logger);
  const commands = makeTradeCommands({
    ...{ database, groupCommit: makeRelay(peers, groupCommit, logger), owners },
    locate: (userId, side, orderId) => locateOrder(database, userId, side, orderId),
  });
  const afterDefaults = startAfterDefaults({ database, logger, onCommit });
  const haltMarket = makeHaltMarket({
    database,
    onCommit: (changed, announced) => {
      onCommit(changed, announced);
      afterDefaults.ring();
    },
  });
  const consumers = startHearing(dependencies, onCommit, afterDefaults.ring);
  const sweep = startExpirySweep({ database, logger, onCommit });
  const server = await startSubgraphServer<Context>({
    name: "offers",
    schemaFile: new URL("../schema.graphql", import.meta.url),
    resolvers,
    context: (facts) => ({ ...facts, ...perRequest({ database, owners, live }), commands, haltMarket }),
    dependencies,
    feed,
    ready: async () => {
      await database.sql`select 1`;
    },
  });
  return {
    name: "offers",
    url: server.url,
    graph: server.graph,
    feed,
    drained: async () => {
      await Promise.all(consumers.map((consumer) => consumer.drained()));
      await afterDefaults.turn();
    },
    seedDemo: (story) => seedDemo(database, story),
    watchers: live.watchers,
    async stop() {
      peers.leave();
      // Sockets first: who watches is told to go elsewhere, where an ended stream would say that all is told.
      await server.stop();
      await live.stop();
      await Promise.all([
        sweep.stop(),
        afterDefaults.stop(),
        upkeep.stop(),
        ...consumers.map((consumer) => consumer.stop()),
      ]);
      await groupCommit.stop();
      await peers.close();
      await owners.close();
    },
  };
}
