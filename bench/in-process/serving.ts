/** One process of a contestant, named by its argument. Tells where it listens, and its CPU time when it is asked. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { createRouter, httpTransport, inProcessTransport } from "@outcry/router";
import { startSubgraphServer } from "@outcry/service";
import { parse } from "graphql";
import { pino } from "pino";
import { LINK, productFor, SCHEMA, supergraphAt } from "./graph.ts";

const KEY = "a key that two share".padEnd(32, "!");
const silent = pino({ level: "silent" });
const [part = "", subgraphUrl = "http://127.0.0.1:1/"] = process.argv.slice(2);
const resolvers = { Query: { product: (_root: unknown, { id }: { id: string }) => productFor(id) } };
const folder = mkdtempSync(join(tmpdir(), "outcry-bench-"));
const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

async function startOurSubgraph() {
  return startSubgraphServer({
    name: "catalog",
    schemaFile: pathToFileURL(written("schema.graphql", SCHEMA)),
    resolvers,
    context: (facts) => facts,
    dependencies: { passportKeys: { router: KEY }, logger: silent, host: "127.0.0.1", port: 0 } as never,
    feed: { producer: "catalog", read: async () => [], head: async () => 0n },
    ready: async () => undefined,
  });
}

async function startOurs(inProcess: boolean): Promise<string> {
  const subgraph = inProcess ? await startOurSubgraph() : null;
  const router = createRouter({
    supergraph: { file: written("supergraph.graphql", supergraphAt(subgraphUrl)) },
    passports: { keyFor: () => KEY },
    identity: null,
    port: 0,
    rates: "off",
    logger: silent,
    transportFor: () =>
      subgraph && inProcessTransport({ graph: subgraph.graph, elsewhere: httpTransport(subgraphUrl) }),
  });
  await router.start();
  return `${router.url}/graphql`;
}

async function startStock(): Promise<string> {
  const gateway = new ApolloGateway({ supergraphSdl: supergraphAt(subgraphUrl) });
  const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { port: 0 } });
  return `${url}graphql`;
}

async function startStockSubgraph(): Promise<string> {
  const schema = buildSubgraphSchema({ typeDefs: parse(`${LINK} ${SCHEMA}`), resolvers });
  const { url } = await startStandaloneServer(new ApolloServer({ schema }), { listen: { port: 0 } });
  return `${url}graphql`;
}

const starts: Record<string, () => Promise<string>> = {
  "stock gateway": startStock,
  "stock subgraph": startStockSubgraph,
  "our subgraph": async () => `${(await startOurSubgraph()).url}/graphql`,
  "our router": () => startOurs(false),
  "our router with the subgraph": () => startOurs(true),
};
const url = await starts[part]?.();
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit());
process.send?.(url?.replace("localhost", "127.0.0.1"));
