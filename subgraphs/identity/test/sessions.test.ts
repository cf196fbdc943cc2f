import { ACCESS_TOKEN, accessTokenClaims } from "@outcry/contracts";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asker, bearerOf, type RunningTest, runIdentity } from "./running-identity.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runIdentity();
});
afterAll(() => running.stop());

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  session { accessToken refreshToken user { id } } mfaRequired userErrors { __typename code message } } }`;
const REFRESH = `mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) {
  session { accessToken refreshToken expiresAt user { id } } userErrors { code field message } } }`;
const VIEWER = `{ viewer { id email roles user { displayName } sessions { id isCurrent } addresses { id }
  apiKeys { id } sellerVerification { state decidedAt } } }`;

const login = async (email: string, password: string) =>
  (await running.ask(LOGIN, { input: { email, password } })).data.login;
const refresh = async (token: string) => (await running.ask(REFRESH, { token })).data.refreshSession;
const age = (sql: "ten seconds" | "a month") =>
  sql === "ten seconds"
    ? running.database.sql`update identity.refresh_tokens set used_at = used_at - interval '11 seconds'`
    : running.database.sql`update identity.sessions set expires_at = now() - interval '1 second'`;

describe("access tokens", () => {
  it("are EdDSA, verified with the published keys, and say who, which session and which roles", async () => {
    const { accessToken, id } = await running.newcomer();
    const response = await fetch(`${running.identity.url}/.well-known/jwks.json`);
    expect(response.headers.get("cache-control")).toContain("max-age");
    const keySet = (await response.json()) as JSONWebKeySet;
    expect(JSON.stringify(keySet)).not.toContain('"d":');
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(keySet), {
      algorithms: [ACCESS_TOKEN.algorithm],
      issuer: ACCESS_TOKEN.issuer,
      audience: ACCESS_TOKEN.audience,
    });
    const claims = accessTokenClaims.parse(payload);
    expect(claims).toMatchObject({ sub: id, roles: ["BUYER", "SELLER"] });
    expect(claims.exp - (payload.iat ?? 0)).toBe(900);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: "EdDSA", kid: keySet.keys[0]?.kid });
  });
});

describe("signing in", () => {
  it("opens another session with the right password", async () => {
    const { email, password, asker } = await running.newcomer();
    const { session, userErrors, mfaRequired } = await login(email.toUpperCase(), password);
    expect([userErrors, mfaRequired]).toEqual([[], false]);
    const second = bearerOf(session.accessToken);
    expect(second.userId).toBe(asker.userId);
    expect(second.sessionId).not.toBe(asker.sessionId);
    const { data } = await running.ask(VIEWER, {}, second);
    expect(data.viewer.sessions).toEqual([
      { id: second.sessionId, isCurrent: true },
      { id: asker.sessionId, isCurrent: false },
    ]);
  });

  it("answers an unknown address and a wrong password alike", async () => {
    const { email } = await running.newcomer();
    const wrong = await login(email, "not the password");
    expect(wrong.session).toBeNull();
    for (const unknown of ["nobody@example.test", "no address", "a\u0000@example.test", ""]) {
      expect(await login(unknown, "not the password")).toEqual(wrong);
    }
    expect(await login(email, "x".repeat(500))).toEqual(wrong);
  });

  it("hashes for an unknown address as for a known one, so that the time tells nothing", async () => {
    const { email } = await running.newcomer();
    const timed = async (address: string): Promise<number> => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const started = performance.now();
        await login(address, "not the password");
        times.push(performance.now() - started);
      }
      return Math.min(...times);
    };
    const known = await timed(email);
    const unknown = await timed("unknown-and-timed@example.test");
    // A comparison that was left out would take a tenth of the time.
    expect(unknown).toBeGreaterThan(known / 3);
    expect(known).toBeGreaterThan(unknown / 3);
  });

  it("waits after ten failures, with the right password too, and alike for an unknown address", async () => {
    const { email, password } = await running.newcomer();
    for (const address of [email, "braked-unknown@example.test"]) {
      for (let attempt = 0; attempt < 10; attempt += 1) await login(address, "not the password");
    }
    const braked = await login(email, password);
    expect(braked).toMatchObject({ session: null, userErrors: [{ __typename: "LimitReachedError" }] });
    expect(await login("braked-unknown@example.test", "anything at all")).toEqual(braked);
    await running.database
      .sql`update identity.login_failures set failed_at = failed_at - interval '15 minutes'`;
    expect((await login(email, password)).session).not.toBeNull();
  });

  it("lets few more than ten guesses through when many come at once", async () => {
    const { email } = await running.newcomer();
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(email, "not the password")));
    const guessed = answers.filter(({ userErrors }) => userErrors[0].code === "VALIDATION").length;
    expect(guessed).toBeGreaterThanOrEqual(10);
    expect(guessed).toBeLessThanOrEqual(12);
  });

  it("forgets failures once the password was right", async () => {
    const { email, password } = await running.newcomer();
    for (let attempt = 0; attempt < 9; attempt += 1) await login(email, "not the password");
    expect((await login(email, password)).session).not.toBeNull();
    await login(email, "not the password");
    expect((await login(email, password)).session).not.toBeNull();
  });
});

describe("refreshing", () => {
  it("trades a token for a new one of the same session", async () => {
    const { refreshToken, asker } = await running.newcomer();
    const { session, userErrors } = await refresh(refreshToken);
    expect(userErrors).toEqual([]);
    expect(session.refreshToken).not.toBe(refreshToken);
    expect(bearerOf(session.accessToken)).toMatchObject({ userId: asker.userId, sessionId: asker.sessionId });
    expect((await refresh(session.refreshToken)).session).not.toBeNull();
  });

  it("gives the same successor to a client that lost the answer, and to two tabs at once", async () => {
    const { refreshToken } = await running.newcomer();
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken), refresh(refreshToken)]);
    expect(new Set(answers.map(({ session }) => session.refreshToken)).size).toBe(1);
    expect((await refresh(answers[0]?.session.refreshToken)).session).not.toBeNull();
  });

  it("ends the session when a token comes back after ten seconds", async () => {
    const { refreshToken, asker } = await running.newcomer();
    const { session } = await refresh(refreshToken);
    await age("ten seconds");
    expect(await refresh(refreshToken)).toMatchObject({
      session: null,
      userErrors: [{ field: ["input", "refreshToken"] }],
    });
    expect((await refresh(session.refreshToken)).session).toBeNull();
    expect(await running.revokedSessions()).toContain(asker.sessionId);
  });

  it("ends the session when a token comes back after its successor was used, however soon", async () => {
    const { refreshToken, asker } = await running.newcomer();
    const { session } = await refresh(refreshToken);
    const { session: third } = await refresh(session.refreshToken);
    expect((await refresh(refreshToken)).session).toBeNull();
    expect((await refresh(third.refreshToken)).session).toBeNull();
    expect((await running.revokedSessions()).filter((id) => id === asker.sessionId)).toHaveLength(1);
  });

  it("refuses what is no token, and a session that was not refreshed for a month", async () => {
    const { refreshToken, accessToken } = await running.newcomer();
    for (const wrong of ["", "x", accessToken, `${refreshToken}x`, "\u0000", "x".repeat(100_000)]) {
      expect((await refresh(wrong)).session, wrong.slice(0, 20)).toBeNull();
    }
    expect((await refresh(refreshToken)).session).not.toBeNull();
    const late = await running.newcomer();
    await age("a month");
    expect((await refresh(late.refreshToken)).session).toBeNull();
  });

  it("keeps no token as it is", async () => {
    const { refreshToken } = await running.newcomer();
    const kept = await running.database.sql`select * from identity.refresh_tokens`;
    expect(JSON.stringify(kept)).not.toContain(refreshToken);
  });
});

describe("signing out", () => {
  it("ends the session the request came with, and announces it for the router", async () => {
    const { asker, refreshToken } = await running.newcomer();
    const before = Date.now();
    expect(await running.ask("mutation { logout { userErrors { message } } }", {}, asker)).toEqual({
      data: { logout: { userErrors: [] } },
    });
    expect((await refresh(refreshToken)).session).toBeNull();
    const event = (await running.events()).at(-1);
    expect(event).toMatchObject({ type: "identity.session_revoked", aggregateId: asker.sessionId });
    expect(Date.parse(String(event?.payload.tokensExpireAt))).toBeGreaterThanOrEqual(before + 900_000);
  });

  it("cannot end another's session", async () => {
    const [mine, theirs] = [await running.newcomer(), await running.newcomer()];
    const forged: Asker = { ...mine.asker, sessionId: theirs.asker.sessionId ?? "" };
    await running.ask("mutation { logout { userErrors { message } } }", {}, forged);
    expect((await refresh(theirs.refreshToken)).session).not.toBeNull();
  });

  it("is not for API keys, which have no session", async () => {
    const { asker } = await running.newcomer();
    const { data } = await running.ask(
      "mutation { logout { userErrors { code } } createSocketTicket { ticket userErrors { code } } }",
      {},
      { userId: asker.userId ?? "", scopes: asker.scopes ?? [] },
    );
    expect(data).toEqual({
      logout: { userErrors: [{ code: "VALIDATION" }] },
      createSocketTicket: { ticket: null, userErrors: [{ code: "VALIDATION" }] },
    });
  });
});
