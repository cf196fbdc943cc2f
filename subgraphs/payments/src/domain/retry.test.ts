import { after, MILLISECONDS } from "@outcry/kernel";
import { describe, expect, it } from "vitest";
import { isGivenUp, looksFirst, nextTryAt } from "./retry.ts";

const now = new Date("2026-03-01T12:00:00Z");
const wait = (tries: number, chance = 0.5) => nextTryAt(now, tries, chance).getTime() - now.getTime();

describe("asking the provider again", () => {
  it("waits half a second, then twice as long each time, up to ten minutes", () => {
    expect([1, 2, 3, 4].map((tries) => wait(tries))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(wait(40)).toBe(10 * MILLISECONDS.minute);
  });

  it("spreads those who ask", () => {
    expect([wait(1, 0), wait(1, 1)]).toEqual([375, 625]);
  });

  it("looks at the provider's books first once it has asked a few times", () => {
    expect([1, 2, 3, 4, 9].map(looksFirst)).toEqual([false, false, false, true, true]);
  });

  it("gives a charge up before the provider forgets its key", () => {
    const payment = { createdAt: now, state: "PENDING" };
    expect(isGivenUp(payment, after(now, 20 * MILLISECONDS.hour))).toBe(false);
    expect(isGivenUp(payment, after(now, 20 * MILLISECONDS.hour + 1))).toBe(true);
    expect(isGivenUp({ ...payment, state: "REQUIRES_ACTION" }, after(now, MILLISECONDS.hour + 1))).toBe(true);
  });
});
