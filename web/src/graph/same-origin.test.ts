import { describe, expect, it } from "vitest";
import { isFromOwnPage } from "./same-origin.ts";

const from = (headers: Record<string, string>) => isFromOwnPage(new Headers(headers));

describe("requests that change something", () => {
  it("come from our own pages", () => {
    expect(from({ "sec-fetch-site": "same-origin" })).toBe(true);
    expect(from({ origin: "http://localhost:3000", host: "localhost:3000" })).toBe(true);
    expect(
      from({ origin: "https://shop.example", host: "10.0.0.7:3000", "x-forwarded-host": "shop.example" }),
    ).toBe(true);
  });

  it("come from nowhere else", () => {
    expect(from({ "sec-fetch-site": "cross-site" })).toBe(false);
    expect(
      from({ "sec-fetch-site": "same-site", origin: "http://localhost:3000", host: "localhost:3000" }),
    ).toBe(false);
    expect(from({ "sec-fetch-site": "none" })).toBe(false);
    expect(from({ origin: "http://evil.example", host: "localhost:3000" })).toBe(false);
    expect(from({ origin: "http://localhost:3001", host: "localhost:3000" })).toBe(false);
    expect(from({ origin: "null", host: "localhost:3000" })).toBe(false);
    expect(from({ host: "localhost:3000" })).toBe(false);
  });
});
