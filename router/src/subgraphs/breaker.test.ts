import { describe, expect, it } from "vitest";
import { Breaker } from "./breaker.ts";

const failing = (breaker: Breaker, times: number, now: number) => {
  for (let call = 0; call < times; call += 1) breaker.record(false, now);
};

describe("a breaker", () => {
  it("stays closed while calls are too few to judge", () => {
    const breaker = new Breaker();
    failing(breaker, 9, 0);
    expect(breaker.allows(1)).toBe(true);
  });

  it("opens when most calls failed, and lets one through after a while", () => {
    const breaker = new Breaker();
    failing(breaker, 10, 0);
    expect(breaker.allows(4_999)).toBe(false);
    expect(breaker.allows(5_000)).toBe(true);
    expect(breaker.allows(5_000)).toBe(false);
  });

  it("closes when the call let through succeeded", () => {
    const breaker = new Breaker();
    failing(breaker, 10, 0);
    breaker.allows(5_000);
    breaker.record(true, 5_001);
    expect(breaker.allows(5_002)).toBe(true);
  });

  it("opens again when the call let through failed", () => {
    const breaker = new Breaker();
    failing(breaker, 10, 0);
    breaker.allows(5_000);
    breaker.record(false, 5_001);
    expect(breaker.allows(10_000)).toBe(false);
    expect(breaker.allows(10_001)).toBe(true);
  });

  it("does not open for a minority of failures", () => {
    const breaker = new Breaker();
    for (let call = 0; call < 20; call += 1) breaker.record(call % 2 === 0, 0);
    expect(breaker.allows(1)).toBe(true);
  });

  it("forgets failures from an earlier window", () => {
    const breaker = new Breaker();
    failing(breaker, 9, 0);
    breaker.record(false, 10_000);
    expect(breaker.allows(10_001)).toBe(true);
  });
});
