import { describe, expect, it } from "vitest";
import { gathering } from "./gathering.ts";

describe("gathering", () => {
  it("does together what is asked for at once, and answers each by its own", async () => {
    const batches: number[][] = [];
    const double = gathering(10, async (items: readonly number[]) => {
      batches.push([...items]);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it("does what comes meanwhile afterwards, together, and never more than it may", async () => {
    const batches: number[][] = [];
    const same = gathering(2, async (items: readonly number[]) => {
      batches.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items;
    });
    const first = same(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await Promise.all([first, ...[2, 3, 4].map(same)])).toEqual([1, 2, 3, 4]);
    expect(batches.every(({ length }) => length <= 2)).toBe(true);
    expect(batches.flat()).toEqual([1, 2, 3, 4]);
  });

  it("lets none fail another", async () => {
    const cautious = gathering(10, async (items: readonly string[]) => {
      if (items.includes("poison")) throw new Error("I cannot stomach this.");
      return items;
    });
    const outcomes = await Promise.allSettled(["one", "poison", "two"].map(cautious));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
