import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningTest, runIdentity } from "./running-identity.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runIdentity();
});
afterAll(() => running.stop());

const VIEWER = `{ viewer { id email roles user { displayName } sessions { id isCurrent } addresses { id }
  apiKeys { id } sellerVerification { state decidedAt } } }`;

describe("registering", () => {
  it("opens an account that may buy and sell, and signs it in", async () => {
    const { asker, email } = await running.newcomer();
    const { data } = await running.ask(VIEWER, {}, asker);
    expect(data.viewer).toMatchObject({
      id: asker.userId,
      email,
      roles: ["BUYER", "SELLER"],
      sessions: [{ id: asker.sessionId, isCurrent: true }],
      addresses: [],
      apiKeys: [],
      sellerVerification: { state: "UNVERIFIED", decidedAt: null },
    });
    const events = await running.events();
    expect(events.at(-1)).toMatchObject({ type: "identity.user_registered", aggregateId: asker.userId });
  });

  it("takes an address once, however it is written", async () => {
    const first = await running.register({
      email: "Zo\u00eb@Example.test",
      password: "long enough 1",
      displayName: "Zoë",
    });
    expect(first.data.register.userErrors).toEqual([]);
    for (const twin of [
      "zo\u00eb@example.test",
      "ZOE\u0308@EXAMPLE.TEST",
      " zoë@example.test ",
      "ｚｏë@example.test",
    ]) {
      const { data } = await running.register({ email: twin, password: "long enough 1", displayName: "Zoë" });
      expect(data.register, twin).toMatchObject({
        session: null,
        userErrors: [{ __typename: "ValidationError", code: "VALIDATION", field: ["input", "email"] }],
      });
    }
  });

  it("takes an address once when two ask at the same moment", async () => {
    const input = { email: "race@example.test", password: "long enough 1", displayName: "Racer" };
    const answers = await Promise.all([
      running.register(input),
      running.register(input),
      running.register(input),
    ]);
    expect(answers.filter(({ data }) => data.register.session).length).toBe(1);
  });

  it("says everything that is wrong at once", async () => {
    const { data } = await running.register({ email: "nobody", password: "short", displayName: "x" });
    expect(data.register.userErrors.map(({ field }: { field: string[] }) => field[1])).toEqual([
      "email",
      "password",
      "displayName",
    ]);
  });

  it.each(["a\u0000b@example.test", "ab", "\u202Eab", "a\u200Bb", "a\nb", "\u{1F45F}".repeat(51)])(
    "refuses the name %j or stores it as it was",
    async (displayName) => {
      const { data, errors } = await running.register({
        email: `name-${Buffer.from(displayName).toString("hex").slice(0, 20)}@example.test`,
        password: "long enough 1",
        displayName,
      });
      expect(errors).toBeUndefined();
      const accepted = data.register.session?.user.displayName ?? null;
      expect(accepted).toBe(displayName === "ab" ? "ab" : null);
    },
  );

  it("stores names with markup and quotes verbatim", async () => {
    const displayName = `<b>'; drop table accounts --`;
    const { data } = await running.register({
      email: "bobby@example.test",
      password: "long enough 1",
      displayName,
    });
    expect(data.register.session.user.displayName).toBe(displayName);
  });

  it("refuses a megabyte without hashing it", async () => {
    const { data } = await running.register({
      email: "big@example.test",
      password: "x".repeat(1_000_000),
      displayName: "Big",
    });
    expect(data.register.session).toBeNull();
  });
});
