import { systemClock } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  makeLogger,
  PASSPORT_HEADER,
  type RequestFacts,
  signPassport,
  startSubgraphServer,
} from "../src/index.ts";

const KEY = "k".repeat(32);
const USER = "01900000-0000-7000-8000-000000000001";
const REQUEST = "request-1";
const BODY_BYTES_MAX = 1_100_000;

let finishSlow: () => void = () => {};
const resolvers = {
  Query: {
    open: () => "for all",
    mine: (_root: unknown, _args: unknown, { passport }: RequestFacts) => passport.userId,
    slow: () =>
      new Promise<string>((resolve) => {
        finishSlow = () => resolve("at last");
      }),
    internal: () => "for services",
    broken: () => {
      throw new Error("postgres://user:password@10.0.0.1 went away");
    },
  },
  Subscription: { counted: { subscribe: async function* count() {} } },
  Secret: { __resolveReference: (reference: { id: string }) => reference },
};

const start = () =>
  startSubgraphServer({
    name: "offers",
    schemaFile: new URL("probe/schema.graphql", import.meta.url),
    resolvers,
    context: (facts) => {
      if (facts.requestId === "no-context") throw new Error("no connection to 10.0.0.1");
      return facts;
    },
    dependencies: {
      passportKeys: { router: KEY, orders: KEY },
      logger: makeLogger("probe", "silent"),
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
    } as never,
    feed: { producer: "offers", read: async () => [], head: async () => 0n },
    ready: async () => undefined,
  });

const sign = (body: string, changes: Partial<Parameters<typeof signPassport>[0]> = {}) =>
  signPassport({ key: KEY, caller: "router", audience: "offers", body, now: new Date(), ...changes });

type Asked = { body: string; passport: string | undefined; requestId: string };

/** Something asked of the graph, and the status it gets. What is said in words is the same both ways. */
const asked = (body: unknown, changes: Partial<Parameters<typeof signPassport>[0]> = {}): Asked => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { body: text, passport: sign(text, changes), requestId: REQUEST };
};
const entities =
  '{ _entities(representations: [{ __typename: "Secret", id: "1" }]) { ... on Secret { id } } }';

const CASES: [what: string, status: number, asked: () => Asked][] = [
  ["a question", 200, () => asked({ query: "{ open }" })],
  ["a person's question", 200, () => asked({ query: "{ open mine }" }, { subject: USER })],
  ["what needs a person, of nobody", 200, () => asked({ query: "{ open mine }" })],
  ["what only services may ask, of a person", 200, () => asked({ query: "{ internal }" }, { subject: USER })],
  [
    "what only services may ask, of a service",
    200,
    () => asked({ query: "{ internal }" }, { caller: "orders" }),
  ],
  ["an entity that nobody may see", 200, () => asked({ query: entities })],
  ["an entity, of a person", 200, () => asked({ query: entities }, { subject: USER })],
  ["a resolver that breaks", 200, () => asked({ query: "{ open broken }" })],
  ["a context that breaks", 500, () => ({ ...asked({ query: "{ open }" }), requestId: "no-context" })],
  ["variables that are not needed", 200, () => asked({ query: "{ open }", variables: { a: 1 } })],
  [
    "variables that do not fit",
    400,
    () =>
      asked({
        query: "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }",
        variables: { r: null },
      }),
  ],
  ["an operation that is not there", 400, () => asked({ query: "query A { open }", operationName: "B" })],
  ["one of two operations, unnamed", 400, () => asked({ query: "query A { open } query B { open }" })],
  ["a subscription", 400, () => asked({ query: "subscription { counted }" }, { subject: USER })],
  ["the schema's text", 200, () => asked({ query: "{ _service { __typename } }" })],
  ["introspection", 400, () => asked({ query: "{ __schema { types { name } } }" })],
  ["an unknown field", 400, () => asked({ query: "{ opne }" })],
  ["no GraphQL", 400, () => asked({ query: "{ open" })],
  ["no query", 400, () => asked({})],
  ["a query that is no text", 400, () => asked({ query: { kind: "Document" } })],
  ["an operation name that is no text", 400, () => asked({ query: "{ open }", operationName: 1 })],
  ["variables that are a list", 400, () => asked({ query: "{ open }", variables: [1] })],
  ["a list of operations", 400, () => asked([{ query: "{ open }" }])],
  ["no JSON", 400, () => asked("{")],
  ["null", 400, () => asked("null")],
  ["no passport", 401, () => ({ ...asked({ query: "{ open }" }), passport: undefined })],
  ["a forged passport", 401, () => asked({ query: "{ open }" }, { key: "x".repeat(32) })],
  ["a passport of a stranger", 401, () => asked({ query: "{ open }" }, { caller: "payments" })],
  ["a passport for somebody else", 401, () => asked({ query: "{ open }" }, { audience: "orders" })],
  ["an old passport", 401, () => asked({ query: "{ open }" }, { now: new Date(Date.now() - 61_000) })],
  [
    "a passport of another body",
    401,
    () => ({ ...asked({ query: "{ open }" }), body: '{"query":"{ mine }"}' }),
  ],
  ["a body that is too large", 413, () => asked({ query: `{ open } #${"x".repeat(BODY_BYTES_MAX)}` })],
  [
    "a body that is too large, without a passport",
    401,
    () => ({ ...asked("x".repeat(BODY_BYTES_MAX + 1)), passport: undefined }),
  ],
];

describe("a subgraph called from its own process", () => {
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const overHttp = async ({ body, passport, requestId }: Asked) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-request-id": requestId,
        ...(passport && { [PASSPORT_HEADER]: passport }),
      },
      body,
    });
    return { status: response.status, body: (await response.text()).trim() };
  };

  it.each(CASES)("answers %s as over HTTP, with %i", async (_what, status, make) => {
    const here = await server.graph.call(make());
    expect(here.status).toBe(status);
    expect(here).toEqual(await overHttp(make()));
    expect(here.body).not.toMatch(/10\.0\.0\.1|password|\bat \//);
  });

  it("says which request a person should quote", async () => {
    const { body } = await server.graph.call(asked({ query: "{ broken }" }));
    expect(body).toContain(`Quote ${REQUEST}.`);
  });
});

describe("a subgraph that stops", () => {
  it("finishes what is under way, and then answers nobody", async () => {
    const { graph, stop } = await start();
    const slow = graph.call(asked({ query: "{ slow }" }));
    const ends: string[] = [];
    const stopped = stop().then(() => ends.push("stopped"));
    await vi.waitFor(() =>
      expect(graph.call(asked({ query: "{ open }" }))).rejects.toThrow("offers has stopped."),
    );
    void slow.then(() => ends.push("answered"));
    finishSlow();
    expect((await slow).body).toContain("at last");
    await stopped;
    expect(ends).toEqual(["answered", "stopped"]);
  });
});
