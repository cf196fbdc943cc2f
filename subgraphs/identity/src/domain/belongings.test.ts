import { describe, expect, it } from "vitest";
import { type Address, nextDefault, readAddress } from "./address.ts";
import { readApiKey } from "./api-key.ts";
import { FAILURES_MAX, isBraked } from "./login-brake.ts";

const lines = {
  recipient: " Ada  Lovelace ",
  line1: "1 Mill Yard",
  line2: " ",
  city: "Leeds",
  region: null,
  postalCode: "LS1 4DY",
  countryCode: "gb",
};

describe("an address", () => {
  it("is tidied, and blank lines are none", () => {
    expect(readAddress(lines)).toEqual({
      ok: true,
      value: { ...lines, recipient: "Ada Lovelace", line2: null, countryCode: "GB" },
    });
  });

  it("is in a country that exists", () => {
    for (const countryCode of ["ZZ", "QQ", "USA", "1", "", "u\u0000"]) {
      expect(readAddress({ ...lines, countryCode }).ok, countryCode).toBe(false);
    }
  });

  it("that goes leaves its place as the default to the oldest of the rest", () => {
    const address = (id: string, isDefault: boolean): Address => ({ ...lines, id, isDefault });
    const rest = [address("b", false), address("c", false)];
    expect(nextDefault(address("a", true), rest)?.id).toBe("b");
    expect(nextDefault(address("a", true), [])).toBeNull();
    expect(nextDefault(address("a", false), rest)).toBeNull();
  });
});

describe("an API key", () => {
  const seller = { roles: ["BUYER", "SELLER"] as const, scopes: ["market:trade", "catalog:write"] };
  const request = { name: "Feed", scopes: ["market:trade"], requestsPerMinute: null };

  it("gets what was asked for, within what its maker may do", () => {
    expect(readApiKey({ ...request, scopes: ["market:trade", "market:trade"] }, seller)).toEqual({
      ok: true,
      value: { name: "Feed", scopes: ["market:trade"], requestsPerMinute: 600 },
    });
    expect(readApiKey({ ...request, scopes: ["payments:write"] }, seller).ok).toBe(false);
  });

  it("makes at most 600 requests a minute, or 600,000 when an admin makes it", () => {
    const quota = (requestsPerMinute: number, roles: readonly ("BUYER" | "ADMIN")[]) =>
      readApiKey({ ...request, requestsPerMinute }, { ...seller, roles }).ok;
    expect([quota(600, ["BUYER"]), quota(601, ["BUYER"]), quota(0, ["BUYER"])]).toEqual([true, false, false]);
    expect([quota(600_000, ["ADMIN"]), quota(600_001, ["ADMIN"])]).toEqual([true, false]);
  });
});

describe("the brake on signing in", () => {
  it("holds at the tenth failure", () => {
    expect(isBraked(FAILURES_MAX - 1)).toBe(false);
    expect(isBraked(FAILURES_MAX)).toBe(true);
  });
});
