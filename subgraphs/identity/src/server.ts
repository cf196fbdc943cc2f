import type { DemoStory } from "@outcry/demo";
import { databaseFeed } from "@outcry/outbox";
import { type RunningSubgraph, type SubgraphDependencies, startSubgraphServer } from "@outcry/service";
import { makeAccessTokens } from "./commands/access-tokens.ts";
import { makeCommands } from "./commands/index.ts";
import { makePasswords } from "./commands/passwords.ts";
import type { Context } from "./context.ts";
import { outboxOfIdentity } from "./events.ts";
import { makeLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers/index.ts";
import { startOwnUpkeep } from "./workers/upkeep.ts";

export type IdentityOptions = SubgraphDependencies &
  Readonly<{
    /** The Ed25519 private key that signs access tokens: PKCS #8 PEM, or a JWK as JSON. */
    signingKey: string;
  }>;

export type RunningIdentity = RunningSubgraph & {
  /** Records the demo's people; safe to repeat. */
  seedDemo(story: DemoStory): Promise<void>;
};

/** Routers fetch the key set again after this; a new key must be published that long before it signs. */
const KEY_SET_CACHE = "public, max-age=300";

/** Starts identity: accounts, sessions, tokens and keys. Throws when the signing key is none. */
export async function createIdentity(options: IdentityOptions): Promise<RunningIdentity> {
  const { database, doorbell, logger } = options;
  const [passwords, accessTokens] = await Promise.all([
    makePasswords(),
    makeAccessTokens(options.signingKey),
  ]);
  const commands = makeCommands({ database, doorbell, passwords, accessTokens });
  const feed = databaseFeed({ producer: "identity", database, tables: outboxOfIdentity });
  const server = await startSubgraphServer<Context>({
    name: "identity",
    schemaFile: new URL("../schema.graphql", import.meta.url),
    resolvers,
    context: (facts) => ({ ...facts, commands, loaders: makeLoaders(database) }),
    dependencies: options,
    feed,
    ready: async () => {
      await database.sql`select 1`;
    },
    routes: (http) => {
      http.get("/.well-known/jwks.json", { config: { public: true } }, async (_request, reply) =>
        reply.header("cache-control", KEY_SET_CACHE).send(accessTokens.keySet),
      );
    },
  });
  const upkeep = startOwnUpkeep({ database, logger });
  return {
    name: "identity",
    url: server.url,
    graph: server.graph,
    feed,
    // Identity hears no other subgraph, so it has always caught up.
    drained: async () => undefined,
    seedDemo: commands.seedDemo,
    async stop() {
      await upkeep.stop();
      await server.stop();
    },
  };
}
