import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { addressesBehind } from "./addresses.ts";

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded ? { "x-forwarded-for": forwarded } : {},
  }) as IncomingMessage;

describe("the address of a request", () => {
  it("is the peer's, whatever the client says", () => {
    const addressOf = addressesBehind([]);
    expect(addressOf(from("203.0.113.9", "1.2.3.4"))).toBe("203.0.113.9");
    expect(addressOf(from("::ffff:203.0.113.9"))).toBe("203.0.113.9");
  });

  it("is the last one that a proxy of ours wrote", () => {
    const addressOf = addressesBehind(["10.0.0.0/8", "::1"]);
    expect(addressOf(from("10.1.2.3", "6.6.6.6, 203.0.113.9"))).toBe("203.0.113.9");
    expect(addressOf(from("::1", "203.0.113.9"))).toBe("203.0.113.9");
    expect(addressOf(from("10.1.2.3", "nonsense"))).toBe("10.1.2.3");
    expect(addressOf(from("11.1.2.3", "203.0.113.9"))).toBe("11.1.2.3");
  });

  it("is one for a whole IPv6 network, which is one customer's", () => {
    const addressOf = addressesBehind([]);
    expect(addressOf(from("2001:db8:1:2:3:4:5:6"))).toBe(addressOf(from("2001:db8:1:2:ffff::1")));
  });

  it("cannot be behind something that is no address", () => {
    expect(() => addressesBehind(["proxy.internal"])).toThrow("no address");
  });
});
