import { gzipSync } from "node:zlib";
import { type Heard, type Sent, send, sendBytes } from "./exchange.ts";

/** Where to, what, and the only answer that is right: its status and its first error's code. */
export type Hostile = Readonly<{
  status: number;
  code: string | null;
  ask: (graphUrl: string) => Promise<Heard>;
}>;

const JSON_TYPE = { "content-type": "application/json" };
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");

const post = (
  status: number,
  code: string | null,
  body: Sent["body"],
  headers: Record<string, string> = {},
): Hostile => ({
  status,
  code,
  ask: (graphUrl) =>
    send(graphUrl, { headers: { ...JSON_TYPE, ...headers }, ...(body === undefined ? {} : { body }) }),
});
const query = (status: number, code: string | null, text: string, variables: unknown = {}): Hostile =>
  post(status, code, JSON.stringify({ query: text, variables }));
const bad = (body: Sent["body"], headers?: Record<string, string>) => post(400, "BAD_REQUEST", body, headers);
const complex = (text: string, variables?: unknown) => query(400, "QUERY_TOO_COMPLEX", text, variables);
const unsupported = (body: Sent["body"], headers: Record<string, string>) =>
  post(415, "BAD_REQUEST", body, headers);
const bytes = (status: number, code: string, text: string): Hostile => ({
  status,
  code,
  ask: (graphUrl) => sendBytes(graphUrl, text),
});
const link = (status: number, code: string, text: string, headers: Record<string, string>): Hostile => ({
  status,
  code,
  ask: (graphUrl) => send(`${graphUrl}?query=${encodeURIComponent(text)}`, { method: "GET", headers }),
});

const OPERATION = '{"query":"{ __typename }"}';
const head = (text: string) => `POST /graphql HTTP/1.1\r\nhost: x\r\n${text}`;
const MANY_HEADERS = Array.from({ length: 10_000 }, (_, index) => `h${index}: v\r\n`).join("");
const bomb = `query { ...F0 } ${times(26, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F26 on Query { __typename }`;
const PRODUCTS =
  "query ($n: Int) { products(first: $n) { nodes { variants { id market { lowestAsk { amount } } } } } }";

/** Bodies that are none (B1), and bodies and headers that are too large (B2). */
const BODIES: Record<string, Hostile> = {
  "B1 malformed JSON": bad('{"query":'),
  "B1 no body": bad(""),
  "B1 a batch": bad(`[${OPERATION},${OPERATION}]`),
  "B1 an empty list": bad("[]"),
  "B1 null": bad("null"),
  "B1 a number": bad("42"),
  "B1 a byte order mark": bad(`\uFEFF${OPERATION}`),
  "B1 UTF-16": bad(Buffer.from(OPERATION, "utf16le")),
  "B1 invalid UTF-8": bad(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  "B1 a query that is none": bad('{"query":{"kind":"Document"}}'),
  "B1 keys twice, of which the last counts": post(200, null, `{"query":"{ x }","query":"{ __typename }"}`),
  "B1 text": unsupported(OPERATION, { "content-type": "text/plain" }),
  "B1 HTML": unsupported(OPERATION, { "content-type": "text/html" }),
  "B1 another charset": unsupported(OPERATION, { "content-type": "application/json; charset=utf-16" }),
  "B1 a gzip bomb": unsupported(gzipSync(Buffer.alloc(10_000_000, " ")), { "content-encoding": "gzip" }),
  "B1 a body that never ends": bytes(
    408,
    "TIMEOUT",
    head("content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n"),
  ),
  "B1 headers that never end": bytes(408, "TIMEOUT", head("x: ")),
  "B1 no HTTP": bytes(400, "BAD_REQUEST", "hello\r\n\r\n"),
  "B2 257 KB": post(413, "PAYLOAD_TOO_LARGE", JSON.stringify({ query: `{ ${"x".repeat(257 * 1_024)} }` })),
  "B2 a webhook of more than 1 MB": {
    status: 413,
    code: "PAYLOAD_TOO_LARGE",
    ask: (graphUrl) =>
      send(graphUrl.replace("/graphql", "/webhooks/stripe"), {
        headers: JSON_TYPE,
        body: "x".repeat(1_048_577),
      }),
  },
  "B2 a header of 64 KB": bytes(431, "PAYLOAD_TOO_LARGE", head(`x: ${"y".repeat(65_536)}\r\n\r\n`)),
  "B2 10,000 headers": bytes(431, "PAYLOAD_TOO_LARGE", head(`${MANY_HEADERS}\r\n`)),
};

/** Documents that would cost more than they look (B3), and names that mean something to JavaScript (B5). */
const DOCUMENTS: Record<string, Hostile> = {
  "B3 13 deep": complex(`{ ${"categories { ".repeat(12)} id ${"}".repeat(12)} }`),
  "B3 31 aliases": complex(`{ ${times(31, (i) => `a${i}: __typename`)} }`),
  "B3 11 directives": complex(`{ __typename ${"@skip(if: false) ".repeat(11)} }`),
  "B3 2,001 tokens": complex(`{ ${times(1_999, () => "__typename")} }`),
  "B3 a fragment bomb of 2^26": complex(bomb),
  "B3 fragments in a circle": query(400, "BAD_REQUEST", "{ ...A } fragment A on Query { ...A }"),
  "B3 first: 99999999": complex(PRODUCTS, { n: 99_999_999 }),
  "B3 a negative first": query(200, "BAD_USER_INPUT", PRODUCTS, { n: -1 }),
  "B3 circular introspection": query(
    400,
    "GRAPHQL_VALIDATION_FAILED",
    `{ __schema { types { ${"fields { type { ".repeat(4)} name ${"} }".repeat(4)} } } }`,
  ),
  "B3 introspection 21 deep": complex(
    `{ __schema { types { ${"fields { type { ".repeat(9)} name ${"} }".repeat(9)} } } }`,
  ),
  "B3 100,000 lists within lists": post(
    400,
    "QUERY_TOO_COMPLEX",
    `{"query":"{ __typename }","variables":{"v":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
  ),
  "B3 10,000 ids": complex("{ __typename }", { ids: Array.from({ length: 10_000 }, String) }),
  "B3 fields of the machinery": query(
    400,
    "GRAPHQL_VALIDATION_FAILED",
    '{ _service { sdl } _entities(representations: [{ __typename: "Order", id: "1" }]) { __typename } }',
  ),
  "B4 100 logins in one request": complex(
    `mutation { ${times(100, (i) => `a${i}: login(input: { email: "a@outcry.test", password: "p${i}" }) { session { accessToken } }`)} }`,
  ),
  "B5 a variable named representations": query(
    400,
    "BAD_REQUEST",
    "query ($representations: Int) { products(first: $representations) { nodes { id } } }",
  ),
  "B5 representations that nobody declared": query(400, "BAD_REQUEST", "{ __typename }", {
    representations: [{}],
  }),
  "B5 an alias named __proto__": query(400, "BAD_REQUEST", "{ __proto__: __typename }"),
  "B5 other names of JavaScript": query(
    200,
    null,
    "query ($constructor: Int) { constructor: products(first: $constructor) { nodes { prototype: id } } hasOwnProperty: __typename }",
    { constructor: 1 },
  ),
  "B5 __proto__ in variables": post(
    200,
    null,
    '{"query":"query ($n: Int) { products(first: $n) { nodes { id } } }","variables":{"__proto__":{"x":1},"n":1}}',
  ),
};

/** What a foreign page can make a browser send (B14). */
const BROWSERS: Record<string, Hostile> = {
  "B14 a form": unsupported("query={__typename}", { "content-type": "application/x-www-form-urlencoded" }),
  "B14 a form with files": unsupported("--x--", { "content-type": "multipart/form-data; boundary=x" }),
  "B14 a mutation as a link": link(405, "BAD_REQUEST", "mutation { logout { userErrors { message } } }", {}),
  "B14 a query as an image": link(400, "BAD_REQUEST", "{ __typename }", {
    "sec-fetch-site": "cross-site",
    accept: "image/avif,*/*",
  }),
  "B14 a query of an old browser with cookies": link(400, "BAD_REQUEST", "{ __typename }", {
    cookie: "session=1",
  }),
};

export const REQUESTS: Readonly<Record<string, Hostile>> = { ...BODIES, ...DOCUMENTS, ...BROWSERS };
