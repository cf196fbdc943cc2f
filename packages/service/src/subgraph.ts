import type { SubgraphName } from "@outcry/contracts";
import type { Database } from "@outcry/database";
import type { Clock } from "@outcry/kernel";
import type { Doorbell, EventFeed } from "@outcry/outbox";
import type { Peers } from "@outcry/redis";
import type { FastifyInstance } from "fastify";
import { makeAnswering, type RequestFacts } from "./graph/answering.ts";
import { type InProcessGraph, openInProcess } from "./graph/in-process.ts";
import { addFeedRoutes } from "./http/feed.ts";
import { addGraphQL } from "./http/graphql.ts";
import { addHealthRoutes, makePassportedServer } from "./http/server.ts";
import type { ServiceClient } from "./http/service-client.ts";
import { addSockets } from "./http/sockets.ts";
import type { Logger } from "./logger.ts";
import { buildSchemaOf } from "./schema/build.ts";

/** What the composition root hands to every subgraph. */
export type SubgraphDependencies = Readonly<{
  /** Connected as this subgraph's own role. */
  database: Database;
  doorbell: Doorbell;
  /**
   * The other instances of this subgraph that speak a language, and so can be asked something; whoever wants them closes them.
   * Absent where there are none.
   */
  peers?: (language: string) => Peers;
  /** Feeds of the other subgraphs. */
  feeds: (producer: SubgraphName) => EventFeed;
  /** Internal operations of the other subgraphs. */
  services: (audience: SubgraphName) => ServiceClient;
  /** Callers this subgraph trusts, each with the key it shares with them. */
  passportKeys: Readonly<Record<string, string>>;
  logger: Logger;
  clock: Clock;
  host: string;
  /** 0 takes any free port. */
  port: number;
}>;

export type RunningSubgraph = Readonly<{
  name: SubgraphName;
  /** Where it listens, such as `http://127.0.0.1:4003`. */
  url: string;
  /** The same graph for callers in this process. */
  graph: InProcessGraph;
  feed: EventFeed;
  /** Settles when every consumer of this subgraph has caught up with the feeds it hears. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}>;

export type SubgraphServerOptions<Context extends RequestFacts> = Readonly<{
  name: SubgraphName;
  schemaFile: URL;
  resolvers: unknown;
  /** Called for every request, and for every event of a subscription: loaders are made here. */
  context: (facts: RequestFacts) => Context;
  dependencies: SubgraphDependencies;
  feed: EventFeed;
  /** Throws while the subgraph cannot work. */
  ready: () => Promise<void>;
  /** Adds plain HTTP routes; bodies arrive as Buffers, passports are checked unless `config.public`. */
  routes?: (server: FastifyInstance) => void;
}>;

/** Starts a subgraph's server: graph, sockets, feed, health. Throws when a root field has no rule, or the port is taken. */
export async function startSubgraphServer<Context extends RequestFacts>(
  options: SubgraphServerOptions<Context>,
): Promise<{ url: string; graph: InProcessGraph; stop(): Promise<void> }> {
  const { name, dependencies, context: makeContext } = options;
  const { passportKeys, logger, host, port } = dependencies;
  const schema = buildSchemaOf(options.schemaFile, options.resolvers);
  const server = makePassportedServer({ audience: name, passportKeys, logger });
  addHealthRoutes(server, name, options.ready, logger);
  addFeedRoutes(server, options.feed);
  const answering = makeAnswering({ schema, makeContext });
  addGraphQL(server, answering, logger);
  options.routes?.(server);
  const sockets = addSockets(server, { audience: name, passportKeys, schema, makeContext, logger });
  const inProcess = openInProcess({ audience: name, passportKeys, answering, logger });
  await server.listen({ host, port });
  const address = server.server.address();
  const listening = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${host}:${listening}`,
    graph: inProcess.graph,
    async stop() {
      await sockets.close();
      await Promise.all([server.close(), inProcess.close()]);
    },
  };
}
