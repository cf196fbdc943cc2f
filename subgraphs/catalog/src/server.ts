import type { DemoStory } from "@outcry/demo";
import { databaseFeed } from "@outcry/outbox";
import { type RunningSubgraph, type SubgraphDependencies, startSubgraphServer } from "@outcry/service";
import { makeCommands } from "./commands/index.ts";
import type { Context } from "./context.ts";
import { outboxOfCatalog } from "./events.ts";
import { makeLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers/index.ts";
import { startOwnUpkeep } from "./workers/upkeep.ts";

const PICTURES_ORIGIN_USUAL = "http://localhost:3000";

export type CatalogOptions = SubgraphDependencies &
  Readonly<{
    /** Where the storefront draws pictures; without a slash at the end. */
    picturesOrigin?: string;
  }>;

export type RunningCatalog = RunningSubgraph & {
  /** Records the demo's catalogue; safe to repeat. */
  seedDemo(story: DemoStory): Promise<void>;
};

/** Starts catalog: products, their variants, and the stores that sell. */
export async function createCatalog(options: CatalogOptions): Promise<RunningCatalog> {
  const { database, doorbell, logger } = options;
  const commands = makeCommands({ database, doorbell });
  const feed = databaseFeed({ producer: "catalog", database, tables: outboxOfCatalog });
  const picturesOrigin = options.picturesOrigin ?? PICTURES_ORIGIN_USUAL;
  const server = await startSubgraphServer<Context>({
    name: "catalog",
    schemaFile: new URL("../schema.graphql", import.meta.url),
    resolvers,
    context: (facts) => ({ ...facts, commands, loaders: makeLoaders(database), picturesOrigin }),
    dependencies: options,
    feed,
    ready: async () => {
      await database.sql`select 1`;
    },
  });
  const upkeep = startOwnUpkeep({ database, logger });
  return {
    name: "catalog",
    url: server.url,
    graph: server.graph,
    feed,
    // Catalog hears no other subgraph, so it has always caught up.
    drained: async () => undefined,
    seedDemo: commands.seedDemo,
    async stop() {
      await upkeep.stop();
      await server.stop();
    },
  };
}
