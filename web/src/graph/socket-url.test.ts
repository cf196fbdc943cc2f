import { describe, expect, it } from "vitest";
import { socketUrlFor } from "./socket-url.ts";

const settings = { graphqlUrl: "http://127.0.0.1:4000/graphql", publicSocketUrl: null };

describe("where browsers open their socket", () => {
  it("is the page's own host, at the router's port", () => {
    expect(socketUrlFor("localhost:3000", false, settings)).toBe("ws://localhost:4000/graphql");
    expect(socketUrlFor("192.168.1.20:3000", false, settings)).toBe("ws://192.168.1.20:4000/graphql");
    expect(socketUrlFor("[::1]:3000", false, settings)).toBe("ws://[::1]:4000/graphql");
  });

  it("is what the operator says", () => {
    const publicSocketUrl = "wss://api.shop.example/graphql";
    expect(socketUrlFor("shop.example", true, { ...settings, publicSocketUrl })).toBe(publicSocketUrl);
  });

  it("is never built from a host that is none", () => {
    expect(socketUrlFor("evil.example/;script-src *", false, settings)).toBe("ws://localhost:4000/graphql");
    expect(socketUrlFor(null, false, settings)).toBe("ws://localhost:4000/graphql");
  });
});
