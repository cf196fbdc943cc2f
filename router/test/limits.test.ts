import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, House } from "./support/house.ts";

const house = new House();
beforeAll(() => house.start().then(() => undefined));
afterAll(() => house.stop());

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(" ");

type Case = { query: string; variables?: Record<string, unknown>; code?: string };
const bomb = `query { ...F0 } ${times(26, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F26 on Query { unlucky }`;

const REFUSED: Record<string, Case> = {
  "13 deep": { query: `{ product(id: 1) ${"{ related ".repeat(11)} { id } ${"}".repeat(11)} }` },
  "31 aliases": { query: `{ ${times(31, (i) => `a${i}: __typename`)} }` },
  "31 aliases in a fragment spread twice": {
    query: `{ product(id: 1) { ...F related { ...F } } } fragment F on Product { ${times(16, (i) => `a${i}: name`)} }`,
  },
  "11 directives": { query: `{ unlucky ${"@skip(if: false) ".repeat(11)} }` },
  "21 fields at the root": { query: `{ ${times(21, () => "unlucky")} }` },
  "2,001 tokens": { query: `{ ${times(1_999, () => "unlucky")} }` },
  "a fragment bomb of 2^26 fields": { query: bomb },
  "a cost beyond 10,000": {
    query: "{ products(first: 100) { variants(first: 100) { id product { id } } } }",
  },
  "a cost beyond 10,000 by variables": {
    query: "query($n: Int) { products(first: $n) { variants(first: $n) { product { id } } } }",
    variables: { n: 100 },
  },
  "first: 99999999": { query: "{ products(first: 99999999) { related { id } } }" },
  "10,000 ids in a variable": {
    query: "query($ids: [ID!]) { echo(ids: $ids) }",
    variables: { ids: Array.from({ length: 10_000 }, (_, i) => String(i)) },
  },
  "a variable named representations": {
    query: "query($representations: [ID!]) { echo(ids: $representations) }",
    variables: { representations: [] },
    code: "BAD_REQUEST",
  },
  "an alias named __proto__": { query: "{ __proto__: unlucky }", code: "BAD_REQUEST" },
  "fragments that contain themselves": {
    query: "{ product(id: 1) { ...A } } fragment A on Product { related { ...A } }",
    code: "BAD_REQUEST",
  },
  "introspection 21 deep": {
    query: `{ __schema { types { ${"fields { type { ".repeat(9)} name ${"} }".repeat(9)} } } }`,
  },
  "circular introspection": {
    query: `{ __schema { types { ${"fields { type { ".repeat(4)} name ${"} }".repeat(4)} } } }`,
    code: "GRAPHQL_VALIDATION_FAILED",
  },
};

describe("a document beyond a limit is refused with 400 and quickly", () => {
  for (const [what, { query, variables = {}, code = "QUERY_TOO_COMPLEX" }] of Object.entries(REFUSED)) {
    it(what, async () => {
      house.catalog.seen.length = 0;
      // Work, not waiting: the machine that runs this may be busy with other tests.
      const before = process.cpuUsage();
      const answer = await house.ask(query, variables);
      const { user } = process.cpuUsage(before);
      expect(user / 1_000).toBeLessThan(250);
      expect(answer.status).toBe(400);
      expect(codeOf(answer)).toBe(code);
      expect(house.catalog.seen).toHaveLength(0);
    });
  }
});

const SERVED: Record<string, Case> = {
  "12 deep": { query: `{ product(id: 1) ${"{ related ".repeat(10)} { id } ${"}".repeat(10)} }` },
  "30 aliases": {
    query: `{ ${times(19, (i) => `a${i}: unlucky`)} product(id: 1) { ${times(11, (i) => `b${i}: name`)} } }`,
  },
  "10 directives": { query: `{ ${times(10, () => "unlucky @skip(if: false)")} }` },
  "20 fields at the root": { query: `{ ${times(20, () => "unlucky")} }` },
  "a cost of almost 10,000": { query: "{ products(first: 99) { variants(first: 99) { id } } }" },
  "a negative first": { query: "{ products(first: -1) { id } }" },
  "names that mean something to JavaScript": {
    query:
      "query($constructor: String) { constructor: echo(text: $constructor) hasOwnProperty: unlucky prototype: unlucky }",
    variables: { constructor: "x" },
  },
};

describe("a document within the limits is served", () => {
  for (const [what, { query, variables = {} }] of Object.entries(SERVED)) {
    it(what, async () => expect((await house.ask(query, variables)).status).toBe(200));
  }

  it("and leaves prototypes alone", async () => {
    await house.post(
      '{"query":"query($v: String) { echo(text: $v) }","variables":{"__proto__":{"x":1},"v":"a"}}',
    );
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe("a request that is not one", () => {
  const json = { "content-type": "application/json" };
  const REQUESTS: Record<
    string,
    { body?: string | Uint8Array; headers?: Record<string, string>; status: number; code: string }
  > = {
    "malformed JSON": { body: '{"query":', status: 400, code: "BAD_REQUEST" },
    "no body": { body: "", status: 400, code: "BAD_REQUEST" },
    "a batch": { body: '[{"query":"{unlucky}"},{"query":"{unlucky}"}]', status: 400, code: "BAD_REQUEST" },
    null: { body: "null", status: 400, code: "BAD_REQUEST" },
    "a number": { body: "42", status: 400, code: "BAD_REQUEST" },
    "a byte order mark": { body: `\uFEFF{"query":"{unlucky}"}`, status: 400, code: "BAD_REQUEST" },
    "UTF-16": { body: Buffer.from('{"query":"{unlucky}"}', "utf16le"), status: 400, code: "BAD_REQUEST" },
    "UTF-16, said so": {
      body: Buffer.from('{"query":"{unlucky}"}', "utf16le"),
      headers: { "content-type": "application/json; charset=utf-16" },
      status: 415,
      code: "BAD_REQUEST",
    },
    "invalid UTF-8": { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), status: 400, code: "BAD_REQUEST" },
    "a form": {
      body: "query={unlucky}",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      status: 415,
      code: "BAD_REQUEST",
    },
    text: {
      body: '{"query":"{unlucky}"}',
      headers: { "content-type": "text/plain" },
      status: 415,
      code: "BAD_REQUEST",
    },
    "a compressed body": {
      body: "x",
      headers: { ...json, "content-encoding": "gzip" },
      status: 415,
      code: "BAD_REQUEST",
    },
    "257 KB": { body: `{"query":"${"x".repeat(257 * 1024)}"}`, status: 413, code: "PAYLOAD_TOO_LARGE" },
    "no query": { body: '{"variables":{}}', status: 400, code: "BAD_REQUEST" },
    "100,000 lists within lists": {
      body: `{"query":"query($v: [ID!]) { echo(ids: $v) }","variables":{"v":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
      status: 400,
      code: "QUERY_TOO_COMPLEX",
    },
  };
  for (const [what, { body, headers = json, status, code }] of Object.entries(REQUESTS)) {
    it(`is refused as JSON with a code: ${what}`, async () => {
      const response = await fetch(`${house.router.url}/graphql`, {
        method: "POST",
        headers,
        body: body ?? null,
      });
      expect(response.headers.get("content-type")).toContain("json");
      expect({ status: response.status, code: codeOf((await response.json()) as never) }).toEqual({
        status,
        code,
      });
    });
  }

  const raw = (text: string, until: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(house.router.url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = "";
      socket.setTimeout(15_000, () => reject(new Error(`no answer: ${answer}`)));
      socket.on("data", (chunk) => {
        answer += chunk;
        if (until.test(answer)) resolve(answer);
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });

  it("is refused as JSON with 431 when its headers are 64 KB", async () => {
    const answer = await raw(`GET /health HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(65_536)}\r\n\r\n`, /errors/);
    expect(answer).toMatch(/^HTTP\/1\.1 431 .*PAYLOAD_TOO_LARGE/s);
  });

  it("is refused as JSON with 431 when it has 10,000 headers", async () => {
    const answer = await raw(
      `GET /health HTTP/1.1\r\nhost: x\r\n${times(10_000, (i) => `h${i}: v\r\n`)}\r\n`,
      /errors/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4(31|00) /);
  });

  it("is refused as JSON when it is not HTTP", async () => {
    expect(await raw("hello\r\n\r\n", /errors/)).toMatch(/^HTTP\/1\.1 400 .*BAD_REQUEST/s);
  });

  it("is refused with 408 when its body never ends", async () => {
    const answer = await raw(
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
      /errors/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*TIMEOUT/s);
  }, 20_000);
});

describe("browsers", () => {
  const from = (origin: string, init: RequestInit = {}) =>
    fetch(`${house.router.url}/graphql`, { ...init, headers: { origin, ...init.headers } });

  it("may call from the storefront", async () => {
    const response = await from("https://shop.test", {
      method: "OPTIONS",
      headers: { "access-control-request-method": "POST" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.test");
    expect(response.headers.get("access-control-allow-headers")).toContain("authorization");
  });

  for (const origin of ["https://evil.test", "null", "https://shop.test.evil.test"])
    it(`may not call from ${origin}`, async () => {
      const response = await from(origin, {
        method: "OPTIONS",
        headers: { "access-control-request-method": "POST" },
      });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    });

  for (const [what, headers] of Object.entries({
    "an image": { "sec-fetch-site": "cross-site", accept: "image/avif,*/*" },
    "a script": { "sec-fetch-site": "same-site", accept: "application/json" },
    "an old browser's image": { accept: "image/png" },
    "an old browser with its cookies": { cookie: "session=1" },
  }))
    it(`cannot be made to send a query by ${what} on a foreign page`, async () => {
      const response = await fetch(`${house.router.url}/graphql?query={unlucky}`, { headers });
      expect(response.status).toBe(400);
      expect(codeOf((await response.json()) as never)).toBe("BAD_REQUEST");
    });

  it("cannot be made to send a mutation by a link at all", async () => {
    const query = encodeURIComponent('mutation { login(input: { email: "a", password: "b" }) }');
    expect((await fetch(`${house.router.url}/graphql?query=${query}`)).status).toBe(405);
  });
});
