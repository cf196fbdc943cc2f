import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryCounter } from "./memory-counter.ts";

const RATES = [
  { points: 3, seconds: 2 },
  { points: 5, seconds: 2 },
  { points: 3, seconds: 7 },
] as const;

/** The same with a window for each key of each rate that is never forgotten. */
function countedPlainly() {
  const windows = new Map<string, { taken: number; endsAt: number }>();
  return (key: string, points: number, rate: (typeof RATES)[number], now: number): number => {
    const name = `${key}:${rate.points}/${rate.seconds}`;
    const known = windows.get(name);
    const window = known && now < known.endsAt ? known : { taken: 0, endsAt: now + rate.seconds * 1_000 };
    windows.set(name, window);
    window.taken += points;
    return window.taken <= rate.points ? 0 : Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
  };
}

const takes = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.nat(900), fc.nat(9_000), fc.constantFrom(2_000, 7_000)),
    key: fc.constantFrom("a", "b", "c"),
    points: fc.integer({ min: 1, max: 3 }),
    rate: fc.constantFrom(...RATES),
  }),
  { maxLength: 60 },
);

describe("a counter in memory", () => {
  it("lets each key take so many points in so many seconds, and forgets nothing before its time", () => {
    fc.assert(
      fc.property(takes, (all) => {
        let now = 1_000;
        const counter = new MemoryCounter(() => now);
        const plainly = countedPlainly();
        for (const { after, key, points, rate } of all) {
          now += after;
          expect(counter.take(key, points, rate)).toBe(plainly(key, points, rate, now));
        }
      }),
    );
  });
});
