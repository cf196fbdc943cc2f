import { describe, expect, it } from "vitest";
import { onTape } from "./tape.ts";

const trade = (id: string, second: number) => ({ id, executedAt: `2026-01-01T00:00:0${second}.000Z` });

describe("the tape", () => {
  it("is newest first, and no longer than it may be", () => {
    expect(onTape([trade("b", 2), trade("a", 1)], trade("c", 3), 2).map(({ id }) => id)).toEqual(["c", "b"]);
  });

  it("has each trade once: a new subscription repeats the last one", () => {
    expect(onTape([trade("b", 2)], trade("b", 2), 5)).toHaveLength(1);
  });
});
