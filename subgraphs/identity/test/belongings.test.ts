import { SCOPES } from "@outcry/contracts";
import { DEMO_PASSWORD, makeDemoStory } from "@outcry/demo";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prune } from "../src/workers/upkeep.ts";
import { type Asker, edge, type RunningTest, runIdentity } from "./running-identity.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runIdentity();
});
afterAll(() => running.stop());

describe("addresses", () => {
  const ADD = `mutation ($input: AddAddressInput!) { addAddress(input: $input) {
    address { id recipient line2 countryCode isDefault } userErrors { __typename code field } } }`;
  const REMOVE = `mutation ($id: ID!) { removeAddress(input: { addressId: $id }) {
    removedAddressId userErrors { __typename code field } } }`;
  const MINE = "{ viewer { addresses { recipient isDefault } } }";
  const lines = { line1: "1 Mill Yard", city: "Leeds", postalCode: "LS1 4DY", countryCode: "gb" };
  const add = async (asker: Asker, recipient: string, more: Record<string, unknown> = {}) =>
    (await running.ask(ADD, { input: { ...lines, recipient, ...more } }, asker)).data.addAddress;
  const remove = async (asker: Asker, id: string) =>
    (await running.ask(REMOVE, { id }, asker)).data.removeAddress;
  const mine = async (asker: Asker) => (await running.ask(MINE, {}, asker)).data.viewer.addresses;
  const lastAddress = async () => (await running.events()).at(-1)?.payload.address;

  it("make the first one the default, then whichever is asked to be, the default first", async () => {
    const { asker } = await running.newcomer();
    const first = await add(asker, "Ada");
    expect(first.address).toMatchObject({
      recipient: "Ada",
      line2: null,
      countryCode: "GB",
      isDefault: true,
    });
    expect(await lastAddress()).toMatchObject({ recipient: "Ada", region: null });
    await add(asker, "Ben");
    expect(await lastAddress()).toMatchObject({ recipient: "Ada" });
    await add(asker, "Cam", { makeDefault: true });
    expect(await lastAddress()).toMatchObject({ recipient: "Cam" });
    expect(await mine(asker)).toEqual([
      { recipient: "Cam", isDefault: true },
      { recipient: "Ada", isDefault: false },
      { recipient: "Ben", isDefault: false },
    ]);
  });

  it("give the default's place to the oldest one left, and at last to none", async () => {
    const { asker } = await running.newcomer();
    const ids: string[] = [];
    for (const name of ["Ada", "Ben", "Cam"]) ids.push((await add(asker, name)).address.id);
    expect(await remove(asker, ids[0]?.toUpperCase() ?? "")).toEqual({
      removedAddressId: ids[0],
      userErrors: [],
    });
    expect(await lastAddress()).toMatchObject({ recipient: "Ben" });
    expect((await mine(asker))[0]).toEqual({ recipient: "Ben", isDefault: true });
    await remove(asker, ids[2] ?? "");
    await remove(asker, ids[1] ?? "");
    expect(await lastAddress()).toBeNull();
    expect(await mine(asker)).toEqual([]);
  });

  it("of another look like none", async () => {
    const [owner, stranger] = [await running.newcomer(), await running.newcomer()];
    const { address } = await add(owner.asker, "Ada");
    const refused = await remove(stranger.asker, address.id);
    expect(refused).toMatchObject({ removedAddressId: null, userErrors: [{ code: "NOT_FOUND" }] });
    for (const id of [newId(), "junk", "\u0000"]) expect(await remove(stranger.asker, id)).toEqual(refused);
    expect(await mine(owner.asker)).toHaveLength(1);
  });

  it("are refused with everything that is wrong, and past twenty", async () => {
    const { asker } = await running.newcomer();
    const wrong = await add(asker, "a\u0000", { city: " ", countryCode: "ZZ", postalCode: "1".repeat(21) });
    expect(wrong.userErrors.map(({ field }: { field: string[] }) => field[1])).toEqual([
      "recipient",
      "city",
      "postalCode",
      "countryCode",
    ]);
    const answers = await Promise.all(
      Array.from({ length: 22 }, (_, index) => add(asker, `Person ${index}`)),
    );
    expect(answers.filter(({ address }) => address).length).toBe(20);
    const refusals = answers.flatMap(({ userErrors }) => userErrors);
    expect(refusals.map(({ __typename }) => __typename)).toEqual(["LimitReachedError", "LimitReachedError"]);
    const all = await mine(asker);
    expect(all.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toHaveLength(1);
  });
});

describe("API keys", () => {
  const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
    apiKey { id name scopes requestsPerMinute } secret userErrors { code field } } }`;
  const VERIFY =
    "query ($secret: String!) { verifyApiKey(secret: $secret) { keyId userId roles scopes requestsPerMinute } }";
  const REVOKE = `mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { apiKey { id } userErrors { code } } }`;
  const create = async (asker: Asker, input: Record<string, unknown>) =>
    (await running.ask(CREATE, { input: { name: "Key", scopes: [], ...input } }, asker)).data.createApiKey;
  const verify = async (secret: string) => (await running.ask(VERIFY, { secret }, edge)).data.verifyApiKey;

  it("speak for their owner, with the scopes they were given, until they are revoked", async () => {
    const { asker } = await running.newcomer();
    const { apiKey, secret } = await create(asker, { scopes: ["market:trade"], requestsPerMinute: 300 });
    expect(secret).toMatch(/^ock_[\w-]{43}$/);
    expect(await verify(secret)).toEqual({
      keyId: apiKey.id,
      userId: asker.userId,
      roles: ["BUYER", "SELLER"],
      scopes: ["market:trade"],
      requestsPerMinute: 300,
    });
    const kept = await running.database.sql`select * from identity.api_keys`;
    expect(JSON.stringify(kept)).not.toContain(secret.slice(4));
    const revoked = await running.ask(REVOKE, { id: apiKey.id }, asker);
    expect(revoked.data.revokeApiKey).toEqual({ apiKey: { id: apiKey.id }, userErrors: [] });
    expect(await verify(secret)).toBeNull();
    expect((await running.ask("{ viewer { apiKeys { id } } }", {}, asker)).data.viewer.apiKeys).toEqual([]);
  });

  it("get the quota an admin gives them, from nobody else and within bounds", async () => {
    const SET = `mutation ($input: SetApiKeyQuotaInput!) { setApiKeyQuota(input: $input) {
      apiKey { requestsPerMinute } userErrors { __typename field } } }`;
    const { asker } = await running.newcomer();
    const { apiKey, secret } = await create(asker, {});
    const input = { apiKeyId: apiKey.id, requestsPerMinute: 600_000 };
    const admin: Asker = { ...asker, roles: ["ADMIN"] };
    expect((await running.ask(SET, { input }, asker)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const tooMuch = await running.ask(SET, { input: { ...input, requestsPerMinute: 600_001 } }, admin);
    expect(tooMuch.data.setApiKeyQuota.userErrors).toEqual([
      { __typename: "ValidationError", field: ["input", "requestsPerMinute"] },
    ]);
    expect((await running.ask(SET, { input }, admin)).data.setApiKeyQuota.userErrors).toEqual([]);
    expect((await verify(secret)).requestsPerMinute).toBe(600_000);
    const unknown = await running.ask(SET, { input: { ...input, apiKeyId: "nobody's" } }, admin);
    expect(unknown.data.setApiKeyQuota.userErrors[0].__typename).toBe("NotFoundError");
  });

  it("are nobody's when made up", async () => {
    for (const wrong of [
      "",
      "ock_",
      "ock_x",
      "\u0000",
      `ock_${"x".repeat(43)}`,
      `ock_${"x".repeat(10_000)}`,
    ]) {
      expect(await verify(wrong)).toBeNull();
    }
  });

  it("can do no more than the one who made them", async () => {
    const { asker } = await running.newcomer();
    const limited: Asker = { ...asker, scopes: ["account:write", "market:trade"] };
    expect((await create(limited, { scopes: ["payments:write"] })).userErrors).toEqual([
      { code: "VALIDATION", field: ["input", "scopes"] },
    ]);
    expect((await create(limited, { scopes: ["market:trade", "market:trade"] })).apiKey.scopes).toEqual([
      "market:trade",
    ]);
    expect((await create(asker, { scopes: ["everything"] })).apiKey).toBeNull();
  });

  it("have a quota, which admins may raise", async () => {
    const { asker } = await running.newcomer();
    expect((await create(asker, {})).apiKey.requestsPerMinute).toBe(600);
    for (const requestsPerMinute of [0, -1, 601]) {
      expect((await create(asker, { requestsPerMinute })).userErrors[0].field).toEqual([
        "input",
        "requestsPerMinute",
      ]);
    }
    const admin: Asker = { ...asker, roles: ["ADMIN"] };
    expect((await create(admin, { requestsPerMinute: 600_000 })).apiKey.requestsPerMinute).toBe(600_000);
    expect((await create(admin, { requestsPerMinute: 600_001 })).apiKey).toBeNull();
  });

  it("of another look like none", async () => {
    const [owner, stranger] = [await running.newcomer(), await running.newcomer()];
    const { apiKey, secret } = await create(owner.asker, {});
    for (const id of [apiKey.id, newId(), "junk"]) {
      const { data } = await running.ask(REVOKE, { id }, stranger.asker);
      expect(data.revokeApiKey).toEqual({ apiKey: null, userErrors: [{ code: "NOT_FOUND" }] });
    }
    expect(await verify(secret)).not.toBeNull();
  });
});

describe("seller verification", () => {
  const DECIDE = `mutation ($userId: ID!, $verified: Boolean!) {
    decideSellerVerification(input: { userId: $userId, verified: $verified }) { user { id } userErrors { code } } }`;

  it("is decided by support and announced", async () => {
    const { asker, id } = await running.newcomer();
    const support: Asker = { userId: newId(), roles: ["SUPPORT"], scopes: SCOPES };
    const { data } = await running.ask(DECIDE, { userId: id, verified: true }, support);
    expect(data.decideSellerVerification).toEqual({ user: { id }, userErrors: [] });
    expect((await running.events()).at(-1)?.payload).toEqual({ userId: id, verified: true });
    const viewer = await running.ask("{ viewer { sellerVerification { state decidedAt } } }", {}, asker);
    expect(viewer.data.viewer.sellerVerification).toMatchObject({
      state: "VERIFIED",
      decidedAt: expect.any(String),
    });
    const unknown = await running.ask(DECIDE, { userId: newId(), verified: true }, support);
    expect(unknown.data.decideSellerVerification).toEqual({
      user: null,
      userErrors: [{ code: "NOT_FOUND" }],
    });
  });

  it("is not for sellers to decide", async () => {
    const { asker, id } = await running.newcomer();
    const { errors } = await running.ask(DECIDE, { userId: id, verified: true }, asker);
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});

describe("the demo's people", () => {
  it("are recorded and announced once, and all sign in with the printed password", async () => {
    const story = makeDemoStory({ now: new Date("2026-05-01T12:00:00.000Z") });
    await running.identity.seedDemo(story);
    const head = await running.identity.feed.head();
    await running.identity.seedDemo(story);
    expect(await running.identity.feed.head()).toBe(head);
    for (const name of ["buyer", "seller", "authenticator", "admin"]) {
      const { data } = await running.ask(
        "mutation ($input: LoginInput!) { login(input: $input) { session { user { displayName } } userErrors { message } } }",
        { input: { email: `${name}@outcry.test`, password: DEMO_PASSWORD } },
      );
      expect(data.login.userErrors).toEqual([]);
    }
    const verified = (await running.events()).filter(
      ({ type }) => type === "identity.seller_verification_changed",
    );
    expect(verified.length).toBeGreaterThanOrEqual(story.traders.length + 1);
  });
});

describe("pruning", () => {
  it("deletes what has expired and nothing else", async () => {
    const { asker, refreshToken } = await running.newcomer();
    await running.ask("mutation { createSocketTicket { ticket } }", {}, asker);
    const { sql } = running.database;
    await sql`update identity.socket_tickets set expires_at = now() - interval '1 second'`;
    await sql`insert into identity.login_failures (id, account_key, failed_at)
      values (${newId()}, 'old', now() - interval '2 days'), (${newId()}, 'new', now())`;
    await prune(running.database);
    const [left] = await sql`select (select count(*)::int from identity.socket_tickets) as tickets,
      (select count(*)::int from identity.login_failures where account_key in ('old', 'new')) as failures`;
    expect(left).toEqual({ tickets: 0, failures: 1 });
    const { data } = await running.ask(
      "mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { session { expiresAt } } }",
      { token: refreshToken },
    );
    expect(data.refreshSession.session).not.toBeNull();
  });
});
