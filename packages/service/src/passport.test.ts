import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PASSPORT_LIFETIME_SECONDS, signPassport, verifyPassport } from "./passport.ts";

const NOW = new Date("2026-01-31T12:00:00Z");
const USER = "01900000-0000-7000-8000-000000000001";
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

const signed = (changes: Partial<Parameters<typeof signPassport>[0]> = {}) =>
  signPassport({
    key: "k".repeat(32),
    caller: "router",
    audience: "offers",
    subject: USER,
    roles: ["BUYER"],
    scopes: ["market:trade"],
    body: "{}",
    now: NOW,
    ...changes,
  });
const checked = (passport: string | undefined, changes: Partial<Parameters<typeof verifyPassport>[0]> = {}) =>
  verifyPassport({
    passport,
    audience: "offers",
    keys: { router: "k".repeat(32), edge: "e".repeat(32) },
    body: "{}",
    now: NOW,
    ...changes,
  });

describe("a passport", () => {
  it("says who asks, and that it comes from outside when the router carries it", () => {
    expect(checked(signed())).toEqual({
      caller: "router",
      service: null,
      userId: USER,
      sessionId: null,
      roles: ["BUYER"],
      scopes: ["market:trade"],
    });
  });

  it("speaks for a service when any other caller signs it", () => {
    expect(checked(signed({ caller: "edge", key: "e".repeat(32), subject: null }))?.service).toBe("edge");
  });

  it("vouches for one body only", () => {
    expect(checked(signed(), { body: '{"query":"{ other }"}' })).toBeNull();
  });

  it("vouches for any bytes, with a key of any length", () => {
    const bytes = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.uint8Array(),
      fc.nat(30_000).map((n) => "é".repeat(n)),
    );
    fc.assert(
      fc.property(bytes, fc.string({ minLength: 1, maxLength: 200 }), (body, key) => {
        const passport = signed({ body, key });
        expect(checked(passport, { body, keys: { router: key } })).not.toBeNull();
        expect(checked(passport, { body, keys: { router: `${key}.` } })).toBeNull();
      }),
    );
  });

  it("is for one audience only", () => {
    expect(checked(signed({ audience: "payments" }))).toBeNull();
  });

  it("lives a minute, and not in the future", () => {
    expect(checked(signed(), { now: later(PASSPORT_LIFETIME_SECONDS - 1) })).not.toBeNull();
    expect(checked(signed(), { now: later(PASSPORT_LIFETIME_SECONDS) })).toBeNull();
    expect(checked(signed({ now: later(600) }))).toBeNull();
  });

  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["one without a signature", signed().split(".")[0]],
    ["one with a third part", `${signed()}.extra`],
    ["one signed with another key", signed({ key: "x".repeat(32) })],
    ["one of an unknown caller", signed({ caller: "stranger" })],
    ["one that names a key of Object.prototype", signed({ caller: "constructor" })],
    ["one with a role that does not exist", signed({ roles: ["GOD"] })],
    ["nonsense", "a.b"],
  ])("is refused when it is %s", (_what, passport) => {
    expect(checked(passport)).toBeNull();
  });

  it("is refused when a claim was changed after it was signed", () => {
    const [claims = "", mac] = signed().split(".");
    const changed = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
    changed.roles = ["ADMIN"];
    expect(checked(`${Buffer.from(JSON.stringify(changed)).toString("base64url")}.${mac}`)).toBeNull();
  });
});
