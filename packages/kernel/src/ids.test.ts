import { describe, expect, it } from "vitest";
import { isId, newId } from "./ids.ts";

describe("newId", () => {
  const ids = Array.from({ length: 20_000 }, newId);

  it("makes UUIDs of version 7 that are never the same", () => {
    expect(ids.every((id) => isId(id) && id[14] === "7" && /[89ab]/.test(id[19] ?? ""))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("makes each greater than the one before, also within a millisecond", () => {
    expect([...ids].sort()).toEqual(ids);
  });

  it("writes the millisecond it was made in into the first 48 bits", () => {
    const before = Date.now();
    const made = Number.parseInt(newId().replaceAll("-", "").slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before - 1_000);
    expect(made).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it("shares no random bits between neighbours", () => {
    const tails = ids.map((id) => id.slice(24));
    expect(new Set(tails).size).toBe(tails.length);
  });
});
