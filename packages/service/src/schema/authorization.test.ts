import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import type { Passport } from "../passport.ts";
import { applyAuthorization, objectionOf } from "./authorization.ts";

const NOBODY: Passport = {
  caller: "router",
  service: null,
  userId: null,
  sessionId: null,
  roles: [],
  scopes: [],
};
const BUYER: Passport = {
  ...NOBODY,
  userId: "someone",
  roles: ["BUYER", "SELLER"],
  scopes: ["market:trade"],
};
const ADMIN: Passport = { ...BUYER, roles: ["ADMIN"], scopes: ["catalog:write"] };
const SERVICE: Passport = { ...NOBODY, caller: "offers", service: "offers" };

const schemaOf = (fields: string) =>
  buildSchema(`directive @auth(requires: String!, scope: String) on FIELD_DEFINITION | OBJECT\n${fields}`);

describe("authorization", () => {
  it.each([
    ["PUBLIC", null, NOBODY, null],
    ["USER", null, NOBODY, "UNAUTHENTICATED"],
    ["USER", null, BUYER, null],
    ["USER", "market:trade", BUYER, null],
    ["USER", "catalog:write", BUYER, "FORBIDDEN"],
    ["ADMIN", null, BUYER, "FORBIDDEN"],
    ["ADMIN", null, ADMIN, null],
    ["SUPPORT", null, ADMIN, null],
    ["SUPPORT", null, BUYER, "FORBIDDEN"],
    ["SERVICE", null, BUYER, "FORBIDDEN"],
    ["SERVICE", null, ADMIN, "FORBIDDEN"],
    ["SERVICE", null, SERVICE, null],
    ["USER", null, SERVICE, "UNAUTHENTICATED"],
  ] as const)("for %s with scope %s answers as it should", (requires, scope, passport, objection) => {
    expect(objectionOf({ requires, scope }, passport)).toBe(objection);
  });

  it("stops the start when a root field has no rule", () => {
    expect(() => applyAuthorization(schemaOf("type Query { open: Int }"))).toThrow(
      "Query.open has no @auth rule",
    );
  });

  it("stops the start on a role or scope that does not exist", () => {
    expect(() => applyAuthorization(schemaOf('type Query { a: Int @auth(requires: "KING") }'))).toThrow(
      "unknown role",
    );
    expect(() =>
      applyAuthorization(schemaOf('type Query { a: Int @auth(requires: "USER", scope: "all") }')),
    ).toThrow("unknown scope");
  });

  it("asks the rule before the resolver runs", () => {
    const schema = schemaOf('type Query { secret: Int @auth(requires: "USER") }');
    const field = schema.getQueryType()?.getFields().secret;
    let ran = false;
    if (field) {
      field.resolve = () => {
        ran = true;
        return 1;
      };
    }
    applyAuthorization(schema);
    expect(() => field?.resolve?.({}, {}, { passport: NOBODY }, {} as never)).toThrow(
      "Please sign in first.",
    );
    expect(ran).toBe(false);
    expect(field?.resolve?.({}, {}, { passport: BUYER }, {} as never)).toBe(1);
  });
});
