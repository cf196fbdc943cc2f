import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asker, type RunningTest, runIdentity } from "./running-identity.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runIdentity();
});
afterAll(() => running.stop());

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Viewer { id email } ... on User { id displayName } } }`;

describe("who may see what", () => {
  it("shows nobody's private view to the signed out", async () => {
    expect(await running.ask("{ viewer { id email } }")).toEqual({ data: { viewer: null } });
    const { asker } = await running.newcomer();
    const representations = [{ __typename: "Viewer", id: asker.userId }];
    expect(await running.ask(ENTITIES, { representations })).toEqual({ data: { _entities: [null] } });
  });

  it("resolves a person's own private view and no other's", async () => {
    const [mine, theirs] = [await running.newcomer(), await running.newcomer()];
    const representations = [mine.id, theirs.id, newId(), "junk"].map((id) => ({ __typename: "Viewer", id }));
    const { data } = await running.ask(ENTITIES, { representations }, mine.asker);
    expect(data._entities).toEqual([
      { __typename: "Viewer", id: mine.id, email: mine.email },
      null,
      null,
      null,
    ]);
    const admin: Asker = { ...theirs.asker, roles: ["ADMIN"] };
    const forAdmin = await running.ask(ENTITIES, { representations: representations.slice(0, 1) }, admin);
    expect(forAdmin.data._entities).toEqual([null]);
  });

  it("shows public profiles to everybody, and null for ids of nobody", async () => {
    const { id } = await running.newcomer();
    const PROFILE = "query ($id: ID!) { user(id: $id) { id displayName createdAt } }";
    expect((await running.ask(PROFILE, { id: id.toUpperCase() })).data.user.id).toBe(id);
    for (const wrong of [newId(), "", "1", "' or 1=1--", "\u0000"]) {
      expect(await running.ask(PROFILE, { id: wrong })).toEqual({ data: { user: null } });
    }
    const { errors } = await running.ask("query ($id: ID!) { user(id: $id) { email } }", { id });
    expect(errors?.[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("refuses what services may ask to the router speaking for a person", async () => {
    const { asker } = await running.newcomer();
    for (const asks of [{}, asker, { ...asker, roles: ["ADMIN"] as const }]) {
      const { errors } = await running.ask(`{ verifyApiKey(secret: "x") { userId } }`, {}, asks);
      expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    }
  });

  it("asks the signed out to sign in, and keys for their scope", async () => {
    const { asker } = await running.newcomer();
    const RENAME = `mutation { updateProfile(input: { displayName: "New name" }) { user { displayName } userErrors { code } } }`;
    expect((await running.ask(RENAME)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    const unscoped = await running.ask(RENAME, {}, { ...asker, scopes: ["market:trade"] });
    expect(unscoped.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const { data } = await running.ask(RENAME, {}, asker);
    expect(data.updateProfile).toEqual({ user: { displayName: "New name" }, userErrors: [] });
    const twice = await running.ask(
      `mutation { first: updateProfile(input: { displayName: "One" }) { user { displayName } }
        second: updateProfile(input: { displayName: "Two" }) { user { displayName } } }`,
      {},
      asker,
    );
    expect(twice.data.second.user.displayName).toBe("Two");
  });
});
