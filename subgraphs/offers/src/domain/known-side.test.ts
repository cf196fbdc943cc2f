import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enqueue, type Queue } from "./book.ts";
import { loadedSide, reachesTo, sideAfter, stillResting } from "./known-side.ts";
import type { Order } from "./order.ts";

const now = new Date("2026-01-01T00:00:00Z");
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);

let made = 0;
const resting = (price: number, priority: number, expiresIn = 1_000): Order => {
  made += 1;
  return {
    ...{ id: `order-${made}`, variantId: "variant", currency: "USD", side: "ASK", userId: "user" },
    ...{ price: BigInt(price), quantity: 1, filled: 0, remaining: 1, withdrawn: 0, state: "ACTIVE" },
    ...{ priority, placedSequence: priority, closedSequence: null, createdAt: now },
    expiresAt: later(expiresIn),
  };
};

const prices = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
/** A whole side of a book, best first. */
const bookOf = (of: readonly number[]): Queue =>
  of.reduce<Queue>((queue, price, index) => enqueue(queue, resting(price, index + 1)), []);

describe("what is known of one side of a book", () => {
  it("is always the best of what rests, whatever is placed, taken and forgotten", () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant("take" as const)));
    const depths = fc.record({
      loaded: fc.integer({ min: 1, max: 10 }),
      kept: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(prices, steps, depths, (first, changes, { loaded, kept }) => {
        let whole = bookOf(first);
        let known = loadedSide(whole.slice(0, loaded), loaded);
        let priority = first.length;
        for (const change of changes) {
          if (change === "take") {
            // Nobody decides on less than they can take away and one to spare.
            if (!reachesTo(known, 2, now))
              known = loadedSide(whole.slice(0, Math.max(2, loaded)), Math.max(2, loaded));
            whole = whole.slice(1);
            known = sideAfter(known, known.queue.slice(1), kept);
          } else {
            priority += 1;
            const order = resting(change, priority);
            whole = enqueue(whole, order);
            known = sideAfter(known, enqueue(known.queue, order), kept);
          }
          expect(known.queue).toEqual(whole.slice(0, known.queue.length));
          if (known.last === null) expect(known.queue).toEqual(whole);
        }
      }),
    );
  });

  it("counts no order whose time is over, from the very millisecond on", () => {
    const known = loadedSide([resting(1, 1, 10), resting(2, 2, 20)], 2);
    expect(stillResting(known, later(9))).toHaveLength(2);
    expect(stillResting(known, later(10))).toHaveLength(1);
    expect(reachesTo(known, 2, later(9))).toBe(true);
    expect(reachesTo(known, 2, later(10))).toBe(false);
  });

  it("is the whole side when fewer were found than were looked for, and then suffices for anything", () => {
    expect(reachesTo(loadedSide([resting(1, 1)], 2), 100, now)).toBe(true);
    expect(reachesTo(loadedSide([resting(1, 1)], 1), 2, now)).toBe(false);
  });
});
