import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SUBGRAPHS, type SubgraphName } from "@outcry/contracts";
import { PASSPORT_HEADER, signPassport } from "@outcry/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeIn, type Heard, REVEALING, send } from "./hostile/exchange.ts";
import { OrdinaryTraffic } from "./hostile/ordinary.ts";
import { REQUESTS } from "./hostile/requests.ts";
import { HostileSocket, MISDEEDS } from "./hostile/sockets.ts";
import { forger } from "./hostile/tokens.ts";
import { type Marketplace, startMarketplace } from "./marketplace.ts";
import { eventually, type Person, register, somebody } from "./people.ts";

const JSON_TYPE = { "content-type": "application/json" };
const ME = JSON.stringify({ query: "{ viewer { id } }" });
const LOGOUT = "mutation { logout { userErrors { message } } }";
const CALM_MILLISECONDS = 3_000;

type Secrets = { passportKeys: Record<string, string>; accessTokenKey: string };

/** Nothing about us, never a fault of ours, and JSON whatever was asked. */
function expectNeutral({ status, type, text }: Heard): void {
  expect(status).toBeLessThan(500);
  expect(type).toContain("json");
  expect(text).not.toMatch(REVEALING);
}

describe("hostile requests to the whole marketplace", () => {
  let marketplace: Marketplace;
  let person: Person;
  let secrets: Secrets;
  let forge: ReturnType<typeof forger>;
  let ordinary: OrdinaryTraffic;
  let variantId = "";
  let calm = "";

  beforeAll(async () => {
    marketplace = await startMarketplace();
    const { graphUrl, environment } = marketplace;
    secrets = JSON.parse(
      readFileSync(join(environment.OUTCRY_STATE_DIRECTORY ?? "", "secrets.json"), "utf8"),
    ) as Secrets;
    person = await register(graphUrl, "Ada");
    forge = forger(person.token ?? "", secrets.accessTokenKey);
    const { product } = await person.ask<{ product: { variants: { id: string }[] } }>(
      'query { product(slug: "outcry-test-runner") { variants { id } } }',
    );
    variantId = product.variants[0]?.id ?? "";
    ordinary = new OrdinaryTraffic(graphUrl, await register(graphUrl, "Olga Ordinary"));
    await new Promise((resolve) => setTimeout(resolve, CALM_MILLISECONDS));
    calm = ordinary.p95();
  });
  afterAll(async () => {
    await ordinary?.stop();
    await marketplace?.dispose();
  });

  const withToken = (token: string) =>
    send(marketplace.graphUrl, { headers: { ...JSON_TYPE, authorization: `Bearer ${token}` }, body: ME });
  const socketUrl = () => marketplace.graphUrl.replace("http", "ws");
  const open = (headers?: Record<string, string>, protocol?: string) =>
    new HostileSocket(socketUrl(), headers, protocol);

  it.each(Object.entries(REQUESTS))("%s", async (_what, { status, code, ask }) => {
    const heard = await ask(marketplace.graphUrl);
    expectNeutral(heard);
    expect({ status: heard.status, code: codeIn(heard.text) }).toEqual({ status, code });
  });

  it("B4 counts thirty logins in one request as thirty", async () => {
    const logins = Array.from(
      { length: 30 },
      (_, i) =>
        `a${i}: login(input: { email: "olga@outcry.test", password: "wrong ${i}" }) { userErrors { message } }`,
    );
    const split = (from: number, to: number) =>
      somebody(marketplace.graphUrl).answer(`mutation { ${logins.slice(from, to).join(" ")} }`);
    expect((await split(0, 10)).errors ?? []).toEqual([]);
    expect((await split(10, 11)).errors?.[0]?.extensions.code).toBe("RATE_LIMITED");
    expect((await split(11, 30)).errors?.[0]?.extensions.code).toBe("RATE_LIMITED");
  });

  it("B6 believes a token that is sound", async () => {
    const heard = await withToken(forge.sound);
    expect({ status: heard.status, code: codeIn(heard.text) }).toEqual({ status: 200, code: null });
  });

  it("B6 refuses every other with 401 and one sentence", async () => {
    const answers = new Map<string, string>();
    for (const [what, token] of Object.entries(forge.forged)) {
      const heard = await withToken(token);
      expectNeutral(heard);
      expect([what, heard.status, codeIn(heard.text)]).toEqual([what, 401, "UNAUTHENTICATED"]);
      answers.set(heard.text, what);
    }
    expect([...answers.values()]).toHaveLength(1);
  });

  it("B7 believes no header about who asks", async () => {
    const spoofed = {
      "x-user-id": "01900000-0000-7000-8000-000000000001",
      "x-internal-role": "ADMIN",
      "x-forwarded-for": "10.0.0.1",
      [PASSPORT_HEADER]: "e30.e30",
      "apollo-federation-include-trace": "ftv1",
    };
    const [plain, dressed] = await Promise.all([
      send(marketplace.graphUrl, { headers: JSON_TYPE, body: ME }),
      send(marketplace.graphUrl, { headers: { ...JSON_TYPE, ...spoofed }, body: ME }),
    ]);
    expectNeutral(dressed);
    expect({ status: dressed.status, text: dressed.text }).toEqual({
      status: plain.status,
      text: plain.text,
    });
    expect(dressed.text).not.toContain('extensions":{"ftv1');
  });

  it.each(["https://evil.test", "null"])("B14 lets no page of %s read an answer", async (origin) => {
    const { headers } = await send(marketplace.graphUrl, { headers: { ...JSON_TYPE, origin }, body: ME });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it.each(Object.entries(MISDEEDS))("W1 closes a socket that %s", async (_what, [code, act]) => {
    expect(await (await act(open, variantId)).closed).toBe(code);
  });

  it("W1 serves twenty subscriptions on a socket, and no queries", async () => {
    const socket = await open().initialised();
    for (let count = 0; count < 21; count += 1) socket.watch(`s${count}`, variantId);
    const refused = await socket.heard(({ id, type }) => id === "s20" && type === "error");
    expect(JSON.stringify(refused.payload)).toContain("RATE_LIMITED");
    await socket.heard(({ id, type }) => id === "s19" && type === "next");
    socket.socket.terminate();
    const other = await open().initialised();
    other.watch("query", variantId, "{ __typename }");
    const query = await other.heard(({ id }) => id === "query");
    expect([query.type, JSON.stringify(query.payload)]).toEqual([
      "error",
      expect.stringContaining("BAD_REQUEST"),
    ]);
    other.socket.terminate();
  });

  it("W1 closes a socket when its token ends", async () => {
    const socket = await open().initialised({ authorization: `Bearer ${forge.endingIn(3)}` });
    socket.watch("a", variantId);
    await socket.heard(({ type }) => type === "next");
    expect(await socket.closed).toBe(4403);
  });

  it("W1 closes a socket when its session ends, and B6 believes its token no more", async () => {
    const leaving = await register(marketplace.graphUrl, "Lea Leaving");
    const socket = await open().initialised({ authorization: `Bearer ${leaving.token}` });
    socket.watch("a", variantId);
    await socket.heard(({ type }) => type === "next");
    await leaving.ask(LOGOUT);
    expect(await socket.closed).toBe(4403);
    await eventually(
      () => withToken(leaving.token ?? ""),
      ({ status }) => status === 401,
    );
  });

  const subgraph = (name: SubgraphName, body: string, passport?: string) =>
    send(`http://127.0.0.1:${marketplace.environment[`${name.toUpperCase()}_PORT`]}/graphql`, {
      headers: { ...JSON_TYPE, ...(passport === undefined ? {} : { [PASSPORT_HEADER]: passport }) },
      body,
    });

  it.each(SUBGRAPHS)("G1 reaches nothing of %s around the router", async (name) => {
    const bodies = [
      "{ _service { sdl } }",
      '{ _entities(representations: [{ __typename: "Order", id: "1", price: 1 }]) { __typename } }',
      "{ __schema { types { name } } }",
      "{ __typename }",
    ].map((query) => JSON.stringify({ query }));
    const [body = ""] = bodies;
    const key = secrets.passportKeys[`router>${name}`] ?? "";
    const passport = { key, caller: "router", audience: name, body, now: new Date() };
    const old = signPassport({ ...passport, now: new Date(Date.now() - 61_000) });
    const [claims, mac] = signPassport(passport).split(".");
    const forged: [string, string | undefined][] = [
      ...bodies.map((each): [string, undefined] => [each, undefined]),
      [body, "e30.e30"],
      [body, old],
      [body, signPassport({ ...passport, key: "x".repeat(43) })],
      [body, signPassport({ ...passport, audience: "elsewhere" })],
      [body, signPassport({ ...passport, caller: "stranger" })],
      [body, `${claims}A.${mac}`],
      [bodies[1] ?? "", signPassport(passport)],
    ];
    for (const [each, shown] of forged) {
      const heard = await subgraph(name, each, shown);
      expectNeutral(heard);
      expect([heard.status, codeIn(heard.text)]).toEqual([401, "UNAUTHENTICATED"]);
    }
    // The same with a passport that is good, so that the others were refused for what is wrong with them.
    expect((await subgraph(name, body, signPassport(passport))).status).toBe(200);
  });

  it("G1 opens nothing internal to a person, whoever carries the question", async () => {
    const body = JSON.stringify({ query: "{ quotedFees(orderIds: []) { orderId } }" });
    const key = secrets.passportKeys["router>payments"] ?? "";
    const passport = signPassport({ key, caller: "router", audience: "payments", body, now: new Date() });
    expect(codeIn((await subgraph("payments", body, passport)).text)).toBe("FORBIDDEN");
  });

  it("and those who mean well did not notice", async () => {
    console.log(`ordinary traffic before: ${calm}; during: ${ordinary.p95()}`);
    expect(ordinary.failures).toEqual([]);
    expect((await withToken(person.token ?? "")).status).toBe(200);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
