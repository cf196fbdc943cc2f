import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./security-headers.ts";

describe("content security policy", () => {
  const policy = contentSecurityPolicy("abc", "ws://localhost:4000/graphql", false);

  it("lets scripts run with the nonce only", () => {
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  });

  it("lets pages speak to the router's socket, and to nobody else", () => {
    expect(policy).toContain("connect-src 'self' ws://localhost:4000;");
    expect(contentSecurityPolicy("abc", "wss://api.example/graphql", false)).toContain(
      "connect-src 'self' wss://api.example;",
    );
  });

  it("lets nobody frame them", () => {
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
