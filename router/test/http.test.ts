import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, House } from "./support/house.ts";
import { API_KEY } from "./support/market.ts";

const house = new House();
beforeAll(() => house.start({ sandbox: true }).then(() => undefined));
afterAll(() => house.stop());

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const persisted = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } },
});

describe("automatic persisted queries", () => {
  const query = '{ product(id: "1") { name } }';

  it("are unknown until they were sent once, and then need only their hash", async () => {
    const unknown = await house.post(persisted(query));
    expect(codeOf((await unknown.json()) as never)).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect((await house.post({ query, ...persisted(query) })).status).toBe(200);
    const known = await house.post(persisted(query));
    expect(await known.json()).toEqual({ data: { product: { name: "Runner 1" } } });
  });

  it("are refused under a hash that is not theirs", async () => {
    const response = await house.post({ query: "{ unlucky }", ...persisted(query) });
    expect(response.status).toBe(400);
  });
});

describe("trusted documents", () => {
  it("are the only ones that run when they are enforced, except for partners", async () => {
    const directory = await mkdtemp(join(tmpdir(), "trusted-"));
    const file = join(directory, "operations.json");
    await writeFile(file, JSON.stringify({ "page-1": "{ unlucky }" }));
    const strict = await new House().start({ trustedDocuments: { file, mode: "enforce" } });
    expect((await strict.ask("{ unlucky }")).data).toEqual({ unlucky: 13 });
    const byHash = await strict.post(persisted("{ unlucky }"));
    expect(await byHash.json()).toEqual({ data: { unlucky: 13 } });
    const refused = await strict.ask("{ unlucky __typename }");
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 400, code: "BAD_REQUEST" });
    const partner = { authorization: `Bearer ${API_KEY}` };
    expect((await strict.ask("{ unlucky __typename }", {}, partner)).status).toBe(200);
    await strict.stop();
    await rm(directory, { recursive: true });
  });
});

describe("the plan view", () => {
  it("shows developers how an operation would run, and runs nothing", async () => {
    house.catalog.seen.length = 0;
    const response = await fetch(`${house.router.url}/graphql/plan`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        query: "{ products(first: 3) { name variants { market { lowestAsk { amount } } } } }",
      }),
    });
    const text = await response.text();
    expect(text).toMatch(/^# cost \d+, compiled executor/);
    expect(text).toContain('Flatten(path: "products.@.variants.@")');
    expect(house.catalog.seen).toHaveLength(0);
  });
});

describe("answers", () => {
  const long = `{ products(first: 3) { ${Array.from({ length: 26 }, (_, i) => `a${i}: related { name variants { id size } }`).join(" ")} } }`;
  const send = (query: string, encoding?: string) =>
    request(`${house.router.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(encoding ? { "accept-encoding": encoding } : {}) },
      body: JSON.stringify({ query }),
    });

  it("are compressed when they are long and the client can read it", async () => {
    const compressed = await send(long, "gzip, br");
    expect(compressed.headers["content-encoding"]).toBe("gzip");
    const bytes = Number(compressed.headers["content-length"]);
    await compressed.body.dump();
    const plain = await send(long, "gzip;q=0");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(Number(plain.headers["content-length"])).toBeGreaterThan(bytes * 3);
    await plain.body.dump();
    const short = await send("{ unlucky }", "gzip");
    expect(short.headers["content-encoding"]).toBeUndefined();
    await short.body.dump();
  });

  it("carry the request's id", async () => {
    const { headers, body } = await send("{ unlucky }");
    await body.dump();
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{16}-\w+$/);
  });

  it("are a page for a browser that opens the graph's address", async () => {
    const { headers, body } = await request(`${house.router.url}/graphql`, {
      headers: { accept: "text/html" },
    });
    expect(headers["content-type"]).toContain("text/html");
    expect(await body.text()).toContain("sandbox");
  });
});
