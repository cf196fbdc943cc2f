import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchesOf, EVENTS_PER_BATCH_MAX } from "./batches.ts";
import type { FeedEvent } from "./events.ts";
import { type EventHandlers, together } from "./handlers.ts";

const nothing = async (): Promise<void> => undefined;
const handlers: EventHandlers = {
  sold: together((event) => event, nothing),
  bought: together((event) => event, nothing),
  counted: nothing,
};

const feedOf = (types: readonly string[]): FeedEvent[] =>
  types.map((type, index) => ({
    ...{ id: String(index), type, version: "1", aggregateType: "item", aggregateId: "a", payload: {} },
    ...{ position: BigInt(index + 1), occurredAt: new Date(0) },
  }));

const shapeOf = (types: readonly string[]) =>
  batchesOf(feedOf(types), handlers).map(({ events, through }) => [events.length, through]);

describe("batches of a feed", () => {
  it("hold neighbours of one type that their handler takes together", () => {
    expect(shapeOf(["sold", "sold", "bought", "sold"])).toEqual([
      [2, 2n],
      [1, 3n],
      [1, 4n],
    ]);
  });

  it("hold one event each for a handler that takes one", () => {
    expect(shapeOf(["counted", "counted"])).toEqual([
      [1, 1n],
      [1, 2n],
    ]);
  });

  it("pass over what nobody handles, wherever it lies, and the feed stands behind it", () => {
    expect(shapeOf(["painted", "sold", "painted", "sold", "painted"])).toEqual([
      [0, 1n],
      [2, 5n],
    ]);
  });

  it("are bounded", () => {
    const types = Array.from({ length: EVENTS_PER_BATCH_MAX + 1 }, () => "sold");
    expect(shapeOf(types)).toEqual([
      [EVENTS_PER_BATCH_MAX, BigInt(EVENTS_PER_BATCH_MAX)],
      [1, BigInt(EVENTS_PER_BATCH_MAX + 1)],
    ]);
  });

  it("hold every event that is handled once, in the feed's order, and end where the feed ends", () => {
    const types = fc.array(fc.constantFrom("sold", "bought", "counted", "painted"), { maxLength: 400 });
    fc.assert(
      fc.property(types, (some) => {
        const feed = feedOf(some);
        const batches = batchesOf(feed, handlers);
        const handled = feed.filter(({ type }) => type !== "painted");
        expect(batches.flatMap(({ events }) => events)).toEqual(handled);
        expect(batches.at(-1)?.through).toBe(feed.at(-1)?.position);
        for (const { events } of batches)
          expect(new Set(events.map(({ type }) => type)).size).toBeLessThan(2);
      }),
    );
  });
});
