import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { codeOf, compose, House } from "./support/house.ts";
import { signToken, USER } from "./support/market.ts";

const house = new House();
beforeAll(() => house.start().then(() => undefined));
afterAll(() => house.stop());
beforeEach(() => {
  for (const subgraph of house.subgraphs) {
    subgraph.seen.length = 0;
    subgraph.misbehave = null;
    subgraph.latencyMilliseconds = 0;
  }
});

const PAGE = `query Page { products(first: 2) { name variants(first: 2) { size market { lowestAsk { amount } } } } }`;

describe("a federated query", () => {
  it("is answered from several subgraphs", async () => {
    house.market.publish("1-9", "250.00");
    const { status, data, errors } = await house.ask(PAGE);
    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data).toMatchObject({
      products: [
        {
          name: "Runner 1",
          variants: [{ size: "9", market: { lowestAsk: { amount: "250.00" } } }, { size: "10" }],
        },
        { name: "Runner 2" },
      ],
    });
  });

  it("reaches each subgraph with a passport over the exact bytes, the request's id, and nothing else of the client's", async () => {
    await house.ask(
      PAGE,
      {},
      {
        authorization: `Bearer ${await signToken()}`,
        "x-request-id": "request-4711",
        "x-user-id": "admin",
        "outcry-passport": "forged",
        "x-internal-role": "ADMIN",
        cookie: "session=1",
        "apollo-federation-include-trace": "ftv1",
      },
    );
    for (const { seen } of [house.catalog, house.market.offers]) {
      expect(seen).toHaveLength(1);
      expect(seen[0]?.passport).toMatchObject({
        caller: "router",
        service: null,
        userId: USER,
        roles: ["BUYER"],
      });
      expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
        "accept",
        "connection",
        "content-length",
        "content-type",
        "host",
        "outcry-passport",
        "x-request-id",
      ]);
      expect(seen[0]?.headers["x-request-id"]).toBe("request-4711");
    }
  });
});

describe("one part failing", () => {
  const broken = {
    "refuses the connection": (_: unknown, response: { destroy(): void }) => response.destroy(),
    "answers 500 with HTML": (_: unknown, response: Writable) =>
      response.writeHead(500, { "content-type": "text/html" }).end("<h1>10.0.0.7 is on fire</h1>"),
    "answers 200 with HTML": (_: unknown, response: Writable) => response.writeHead(200).end("<html>"),
    "answers half a JSON": (_: unknown, response: Writable) => response.writeHead(200).end('{"data":{"_ent'),
    "answers a list": (_: unknown, response: Writable) => response.writeHead(200).end("[]"),
    "answers 17 MB": (_: unknown, response: Writable) =>
      response.writeHead(200).end(`{"data":"${"x".repeat(17 * 1024 * 1024)}"}`),
  } as const;
  type Writable = { writeHead(status: number, headers?: object): { end(body: string): void } };

  for (const [how, misbehave] of Object.entries(broken)) {
    it(`nulls only its own fields when it ${how}`, async () => {
      house.market.offers.misbehave = misbehave as never;
      const { status, data, errors } = await house.ask(PAGE);
      expect(status).toBe(200);
      expect(data).toMatchObject({
        products: [{ name: "Runner 1", variants: [{ size: "9", market: null }, {}] }, {}],
      });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_UNAVAILABLE"]);
      expect(JSON.stringify(errors)).not.toMatch(/offers|127\.0\.0\.1|fire|html|serviceName/i);
    });
  }

  it("answers without the part that is slow, and says TIMEOUT", async () => {
    house.market.offers.latencyMilliseconds = 3_500;
    const answer = await house.ask(
      "{ product(id: 1) { name variants { market { lowestAsk { amount } } } } }",
    );
    expect(answer.data).toMatchObject({ product: { name: "Runner 1", variants: [{ market: null }, {}] } });
    expect(codeOf(answer)).toBe("TIMEOUT");
  }, 10_000);
});

describe("masking", () => {
  it("hides a resolver's error behind a reference that finds the log line", async () => {
    const answer = await house.ask("{ broken product(id: 1) { name } }");
    expect(answer.data).toEqual({ broken: null, product: { name: "Runner 1" } });
    expect(answer.errors).toHaveLength(1);
    const [error] = answer.errors ?? [];
    expect(error?.path).toEqual(["broken"]);
    expect(error?.extensions.code).toBe("INTERNAL");
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|ECONN|catalog|serviceName|stacktrace/);
    const line = house.log.find(({ reference }) => reference === error?.extensions.reference);
    expect(JSON.stringify(line)).toContain("hunter2");
  });

  it("never suggests names of the schema", async () => {
    const answer = await house.ask("{ produkt(id: 1) { name } }");
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(answer.errors?.[0]?.message).not.toContain("Did you mean");
  });

  it("passes on what a subgraph says about the client's own input", async () => {
    const answer = await house.ask("query($id: ID!) { product(id: $id) { name } }", { id: { a: 1 } });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("BAD_USER_INPUT");
  });

  it("refuses introspection unless it is allowed", async () => {
    const answer = await house.ask("{ __schema { types { name } } }");
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("GRAPHQL_VALIDATION_FAILED");
  });
});

describe("the supergraph's file", () => {
  it("is loaded anew when it changes, and the last good one serves on when it is broken", async () => {
    const good = compose(house.subgraphs);
    await writeFile(house.supergraphFile, "type Query { this is not a supergraph");
    await vi.waitFor(
      () => expect(house.log.some(({ msg }) => msg.includes("last good one"))).toBe(true),
      5_000,
    );
    expect((await house.ask("{ unlucky }")).data).toEqual({ unlucky: 13 });
    await writeFile(house.supergraphFile, good.replaceAll("unlucky", "lucky"));
    await vi.waitFor(async () => expect((await house.ask("{ unlucky }")).status).toBe(400), 5_000);
    await writeFile(house.supergraphFile, good);
    await vi.waitFor(
      async () => expect((await house.ask("{ unlucky }")).data).toEqual({ unlucky: 13 }),
      5_000,
    );
  });
});

describe("health", () => {
  it("is told to anybody", async () => {
    expect((await fetch(`${house.router.url}/health`)).status).toBe(200);
    expect(await (await fetch(`${house.router.url}/ready`)).json()).toEqual({ status: "READY" });
  });

  it("knows no other address", async () => {
    const response = await fetch(`${house.router.url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });
});
