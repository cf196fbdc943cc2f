import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { composeServices } from "@apollo/composition";
import { systemClock } from "@outcry/kernel";
import { type RequestFacts, startSubgraphServer } from "@outcry/service";
import { parse } from "graphql";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRouter, httpTransport, inProcessTransport, type RunningRouter } from "../src/index.ts";
import { keyFor } from "./support/subgraph.ts";

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])';
const AUTH = "directive @auth(requires: String!, scope: String) on FIELD_DEFINITION | OBJECT";
const OWN = `
  type Query {
    product(id: ID!): Product @auth(requires: "PUBLIC")
    products(first: Int!): [Product!]! @auth(requires: "PUBLIC")
    mine: String @auth(requires: "USER")
    internal: String @inaccessible @auth(requires: "SERVICE")
    broken: String @auth(requires: "PUBLIC")
    slow: String @auth(requires: "PUBLIC")
  }
  type Mutation { rename(id: ID!, name: String!): Product @auth(requires: "PUBLIC") }
  type Product @key(fields: "id") @auth(requires: "PUBLIC") { id: ID! name: String! seller: String }`;

const product = (id: string, name = `Runner ${id}`) => ({ id, name });
const releases: (() => void)[] = [];
const resolvers = {
  Query: {
    product: (_root: unknown, { id }: { id: string }) => product(id),
    products: (_root: unknown, { first }: { first: number }) =>
      Array.from({ length: first }, (_, index) => product(String(index))),
    mine: (_root: unknown, _args: unknown, { passport }: RequestFacts) => passport.userId,
    internal: () => "for services",
    broken: () => {
      throw new Error("postgres://user:password@10.0.0.1 went away");
    },
    slow: () => new Promise((resolve) => releases.push(() => resolve("late"))),
  },
  Mutation: { rename: (_root: unknown, { id, name }: { id: string; name: string }) => product(id, name) },
  Product: {
    __resolveReference: ({ id }: { id: string }) => product(id),
    seller: ({ id }: { id: string }) => {
      if (id === "1") throw new Error("no row in catalog.sellers");
      return "Ada";
    },
  },
};

let directory = "";
let subgraph: Awaited<ReturnType<typeof startSubgraphServer>>;
const routers: RunningRouter[] = [];

/** A router over the same subgraph; both ways of calling it are there at the same time. */
async function routerOver(inProcess: boolean): Promise<RunningRouter> {
  const router = createRouter({
    supergraph: { file: join(directory, "supergraph.graphql") },
    subgraphs: { catalog: `${subgraph.url}/graphql` },
    passports: { keyFor },
    identity: null,
    port: 0,
    rates: "off",
    logger: pino({ level: "silent" }),
    transportFor: (name) =>
      inProcess && name === "catalog"
        ? inProcessTransport({ graph: subgraph.graph, elsewhere: httpTransport(`${subgraph.url}/graphql`) })
        : null,
  });
  await router.start();
  routers.push(router);
  return router;
}

async function ask({ url }: RunningRouter, query: string, variables: Record<string, unknown> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": "asked" },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, text: await response.text() };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "in-process-"));
  const own = join(directory, "schema.graphql");
  await writeFile(own, OWN);
  subgraph = await startSubgraphServer({
    name: "catalog",
    schemaFile: pathToFileURL(own),
    resolvers,
    context: (facts) => facts,
    dependencies: {
      passportKeys: { router: keyFor("catalog", "router"), edge: keyFor("catalog", "edge") },
      logger: pino({ level: "silent" }),
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
    } as never,
    feed: { producer: "catalog", read: async () => [], head: async () => 0n },
    ready: async () => undefined,
  });
  const { supergraphSdl = "" } = composeServices([
    { name: "catalog", url: subgraph.url, typeDefs: parse(`${FEDERATION} ${AUTH} ${OWN}`) },
  ]);
  await writeFile(join(directory, "supergraph.graphql"), supergraphSdl);
});
afterAll(async () => {
  for (const release of releases) release();
  await Promise.all(routers.map((router) => router.stop()));
  await subgraph.stop();
  await rm(directory, { recursive: true, force: true });
});

const reference = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

describe("a router that calls a subgraph in its own process", () => {
  it.each([
    ["a question", "{ product(id: 7) { id name } }"],
    ["a list", "{ products(first: 3) { name seller } }"],
    ["a change", 'mutation { rename(id: 7, name: "x") { name } }'],
    ["what needs a person", "{ product(id: 7) { name } mine }"],
    ["a resolver that breaks", "{ product(id: 1) { name seller } broken }"],
    ["what is for services", "{ internal }"],
    ["what is not there", "{ nothing }"],
  ])("answers %s as over HTTP", async (_what, query) => {
    const [here, there] = [
      await ask(await routerOver(true), query),
      await ask(await routerOver(false), query),
    ];
    expect(here.text).not.toMatch(/10\.0\.0\.1|password|sellers|for services|127\.0\.0\.1|\bat \//);
    const comparable = ({ status, text }: typeof here) => ({ status, text: text.replace(reference, "…") });
    expect(comparable(here)).toEqual(comparable(there));
  });

  it("gives up on a part that does not answer, and on the subgraph while it stays so", async () => {
    const router = await routerOver(true);
    const slow = await Promise.all(
      Array.from({ length: 12 }, (_, n) => ask(router, `query Slow${n} { slow }`)),
    );
    for (const { text } of slow) expect(text).toContain('"code":"TIMEOUT"');
    expect((await ask(router, "{ product(id: 7) { name } }")).text).toContain(
      '"code":"SUBGRAPH_UNAVAILABLE"',
    );
  });
});
