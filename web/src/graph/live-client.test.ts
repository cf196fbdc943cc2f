import { describe, expect, it } from "vitest";
import { retryWait } from "./live-client.ts";

describe("waiting before the socket comes back", () => {
  it("doubles up to a bound, with at least half of it kept", () => {
    expect(retryWait(0, () => 0)).toBe(250);
    expect(retryWait(0, () => 1)).toBe(500);
    expect(retryWait(3, () => 1)).toBe(4_000);
    expect(retryWait(50, () => 1)).toBe(15_000);
  });
});
