import { systemClock } from "@outcry/kernel";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import {
  makeLogger,
  makeServiceClient,
  PASSPORT_HEADER,
  type RequestFacts,
  signPassport,
  socketOperationBody,
  startSubgraphServer,
} from "../src/index.ts";

const KEY = "k".repeat(32);
const USER = "01900000-0000-7000-8000-000000000001";
const contexts: RequestFacts[] = [];

const resolvers = {
  Query: {
    open: () => "for all",
    mine: (_root: unknown, _args: unknown, { passport }: RequestFacts) => passport.userId,
    internal: () => "for services",
    broken: () => {
      throw new Error("postgres://user:password@10.0.0.1 went away");
    },
  },
  Subscription: {
    counted: {
      subscribe: async function* count() {
        for (const counted of [1, 2, 3]) yield { counted };
      },
    },
  },
  Secret: { __resolveReference: (reference: { id: string }) => reference },
};

describe("a subgraph's server", () => {
  let server: { url: string; stop(): Promise<void> };
  beforeAll(async () => {
    const feed = { producer: "offers", read: async () => [], head: async () => 0n };
    server = await startSubgraphServer({
      name: "offers",
      schemaFile: new URL("probe/schema.graphql", import.meta.url),
      resolvers,
      context: (facts) => {
        contexts.push(facts);
        return facts;
      },
      dependencies: {
        passportKeys: { router: KEY, orders: KEY },
        logger: makeLogger("probe", "silent"),
        host: "127.0.0.1",
        port: 0,
        clock: systemClock,
      } as never,
      feed,
      ready: async () => undefined,
      routes: (http) =>
        http.post("/webhooks/probe", async (request) => ({
          bytes: (request.body as Buffer).toString("hex"),
        })),
    });
  });
  afterAll(() => server.stop());

  const passportFor = (body: string, changes: Partial<Parameters<typeof signPassport>[0]> = {}) =>
    signPassport({ key: KEY, caller: "router", audience: "offers", body, now: new Date(), ...changes });
  const post = async (query: string, options: { passport?: string | null; subject?: string } = {}) => {
    const body = JSON.stringify({ query });
    const passport =
      options.passport === undefined
        ? passportFor(body, { subject: options.subject ?? null })
        : options.passport;
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(passport && { [PASSPORT_HEADER]: passport }) },
      body,
    });
    return {
      status: response.status,
      ...((await response.json()) as { data?: unknown; errors?: { message: string; extensions: unknown }[] }),
    };
  };

  it.each([
    "{ open }",
    "{ _service { sdl } }",
    '{ _entities(representations: [{ __typename: "Secret", id: "1" }]) { ... on Secret { id } } }',
    "{ internal }",
    "not even GraphQL",
  ])("refuses %s without a passport", async (query) => {
    expect(await post(query, { passport: null })).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
  });

  it("refuses a passport that was made for another request", async () => {
    expect((await post("{ open }", { passport: passportFor('{"query":"{ mine }"}') })).status).toBe(401);
  });

  it("refuses its feed to strangers", async () => {
    expect((await fetch(`${server.url}/events?after=0&limit=1`)).status).toBe(401);
  });

  it("answers what the passport's person may ask, and no more", async () => {
    expect(await post("{ open mine }", { subject: USER })).toMatchObject({
      data: { open: "for all", mine: USER },
    });
    expect(await post("{ open mine }")).toMatchObject({
      data: { open: "for all", mine: null },
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
    expect(await post("{ internal }", { subject: USER })).toMatchObject({
      errors: [{ extensions: { code: "FORBIDDEN" } }],
    });
  });

  it("opens internal fields to services", async () => {
    const client = makeServiceClient({ url: server.url, caller: "orders", audience: "offers", key: KEY });
    expect(await client.ask("{ internal }", {})).toEqual({ internal: "for services" });
    await expect(client.ask("{ mine }", {})).rejects.toThrow("offers did not answer.");
    await client.close();
  });

  it("shows an entity to nobody who may not see it, as if it did not exist", async () => {
    const query =
      '{ _entities(representations: [{ __typename: "Secret", id: "1" }]) { ... on Secret { id } } }';
    expect((await post(query)).data).toEqual({ _entities: [null] });
    expect((await post(query, { subject: USER })).data).toEqual({ _entities: [{ id: "1" }] });
  });

  it("masks what broke, with a reference", async () => {
    const { errors } = await post("{ broken }");
    expect(errors?.[0]?.message).toMatch(/^Something went wrong on our side\. Quote .+\.$/);
    expect(JSON.stringify(errors)).not.toContain("10.0.0.1");
  });

  it("hands webhooks over byte for byte", async () => {
    const body = '{"b":1,  "a":\t2}';
    const response = await fetch(`${server.url}/webhooks/probe`, {
      method: "POST",
      body,
      headers: { [PASSPORT_HEADER]: passportFor(body) },
    });
    expect(await response.json()).toEqual({ bytes: Buffer.from(body).toString("hex") });
  });

  it("is healthy for anybody who asks", async () => {
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: "OK", service: "offers" });
  });

  const subscribe = async (subject: string | null, connectionPassport = passportFor("")) => {
    const client = createClient({
      url: `${server.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { passport: connectionPassport },
      retryAttempts: 0,
    });
    const query = "subscription { counted }";
    const results: unknown[] = [];
    try {
      const passport = passportFor(socketOperationBody({ query }), { subject });
      for await (const result of client.iterate({ query, extensions: { passport } })) results.push(result);
    } finally {
      await client.dispose();
    }
    return results;
  };

  it("subscribes the passport's person, with a fresh context for every event", async () => {
    contexts.length = 0;
    expect(await subscribe(USER)).toEqual([1, 2, 3].map((counted) => ({ data: { counted } })));
    expect(contexts.length).toBeGreaterThanOrEqual(4);
  });

  it("refuses a subscription of nobody, and a socket without a passport", async () => {
    expect(JSON.stringify(await subscribe(null).catch((error: unknown) => error))).toContain(
      "UNAUTHENTICATED",
    );
    await expect(subscribe(USER, "nonsense")).rejects.toMatchObject({ code: 4403 });
  });
});
