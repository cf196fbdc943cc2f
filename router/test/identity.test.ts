import { createHmac, generateKeyPairSync } from "node:crypto";
import { ACCESS_TOKEN, SessionRevoked } from "@outcry/contracts";
import { exportJWK, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RevocationFeed } from "../src/index.ts";
import { codeOf, House } from "./support/house.ts";
import { API_KEY, SESSION, signToken, tokenKeys, USER } from "./support/market.ts";

const revoked: Awaited<ReturnType<RevocationFeed["read"]>>[number][] = [];
const feed: RevocationFeed = {
  read: async ({ after }) => revoked.filter(({ position }) => position > after),
};
const house = new House();
const foreign = generateKeyPairSync("ed25519");

beforeAll(() => house.start({}, { feed }).then(() => undefined));
afterAll(() => house.stop());
beforeEach(() => {
  for (const subgraph of house.subgraphs) subgraph.seen.length = 0;
});

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const valid = {
  iss: ACCESS_TOKEN.issuer,
  aud: ACCESS_TOKEN.audience,
  sub: USER,
  sid: SESSION,
  roles: ["BUYER"],
};
const soon = () => Math.floor(Date.now() / 1_000) + 600;

const signed = (claims: object, header: object = {}, key = tokenKeys.privateKey) =>
  new SignJWT({ ...valid, ...claims } as Record<string, unknown>)
    .setProtectedHeader({ alg: "EdDSA", kid: "test", ...header })
    .sign(key);

const whoami = (authorization: string) => house.ask("{ private }", {}, { authorization });

describe("a token that is not good fails the whole request with 401 and one message", () => {
  const publicJwk = exportJWK(tokenKeys.publicKey);
  const forgeries: Record<string, () => Promise<string> | string> = {
    "of algorithm none": () => `${base64({ alg: "none" })}.${base64({ ...valid, exp: soon() })}.`,
    "signed HS256 with the public key": async () => {
      const text = `${base64({ alg: "HS256", kid: "test" })}.${base64({ ...valid, exp: soon() })}`;
      const mac = createHmac("sha256", Buffer.from((await publicJwk).x ?? "", "base64url")).update(text);
      return `${text}.${mac.digest("base64url")}`;
    },
    "of another issuer": () => signToken({ iss: "https://evil.test" }),
    "for another audience": () => signToken({ aud: "another-shop" }),
    "that expired": () => signToken({}, Math.floor(Date.now() / 1_000) - 61),
    "that is not valid yet": () => signed({ exp: soon(), nbf: soon() }),
    "without an end": () => signed({}),
    "whose end is text": () => signed({ exp: "never" }),
    "without a subject": () => signed({ sub: undefined, exp: soon() }),
    "without a session": () => signed({ sid: undefined, exp: soon() }),
    "whose key id is a path": () => signed({ exp: soon() }, { kid: "../../etc/passwd" }),
    "whose key id is SQL": () => signed({ exp: soon() }, { kid: "' or 1=1 --" }),
    "that brings its own key": async () =>
      signed({ exp: soon() }, { kid: "mine", jwk: await exportJWK(foreign.publicKey) }, foreign.privateKey),
    "that names where its key is": () =>
      signed({ exp: soon() }, { kid: "x", jku: "http://127.0.0.1:1/jwks" }, foreign.privateKey),
    "signed with another key": () => signed({ exp: soon() }, {}, foreign.privateKey),
    "whose roles were changed": async () => {
      const [header, , signature] = (await signToken()).split(".");
      return `${header}.${base64({ ...valid, roles: ["ADMIN"], exp: soon() })}.${signature}`;
    },
    "that is cut short": async () => (await signToken()).slice(0, -20),
    "of two dots": () => "..",
    "of 10 KB": () => "x".repeat(10_000),
    "that is an unknown API key": () => "ock_live_guess",
    "that is a refresh token": () => "ort_3c1f9b0e4c7a4b6f",
  };

  for (const [what, make] of Object.entries(forgeries)) {
    it(what, async () => {
      const answer = await whoami(`Bearer ${await make()}`);
      expect(answer.status).toBe(401);
      expect(answer).toEqual({
        status: 401,
        errors: [
          { message: "The credentials are invalid or expired.", extensions: { code: "UNAUTHENTICATED" } },
        ],
      });
      expect(house.catalog.seen).toHaveLength(0);
    });
  }

  for (const scheme of ["Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", "token"])
    it(`in the form "${scheme}"`, async () => expect((await whoami(scheme)).status).toBe(401));
});

describe("who asks", () => {
  it("is nobody without a token", async () =>
    expect((await house.ask("{ private }")).data).toEqual({ private: "nobody" }));

  it("is the token's subject", async () => {
    expect((await whoami(`Bearer ${await signToken()}`)).data).toEqual({ private: USER });
  });

  it("is the owner of an API key, which identity is asked about once in 30 seconds", async () => {
    expect((await whoami(`Bearer ${API_KEY}`)).data).toEqual({ private: USER });
    expect((await whoami(`Bearer ${API_KEY}`)).data).toEqual({ private: USER });
    expect(house.identity.seen.filter(({ body }) => body.includes("verifyApiKey"))).toHaveLength(1);
    expect(house.catalog.seen[0]?.passport).toMatchObject({ roles: ["SELLER"], scopes: ["market:trade"] });
  });

  it("is nobody's business to internal fields: they are not in the public graph", async () => {
    const answer = await house.ask('{ verifyApiKey(secret: "x") { userId } }');
    expect(codeOf(answer)).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("ends with the session, within five seconds", async () => {
    const sid = "01890000-0000-7000-8000-00000000dead";
    const authorization = `Bearer ${await signToken({ sid })}`;
    expect((await whoami(authorization)).status).toBe(200);
    revoked.push({
      type: SessionRevoked.type,
      position: 1n,
      payload: { sessionId: sid, userId: USER, tokensExpireAt: new Date(Date.now() + 900_000).toISOString() },
    });
    await vi.waitFor(async () => expect((await whoami(authorization)).status).toBe(401), 5_000);
  });
});
