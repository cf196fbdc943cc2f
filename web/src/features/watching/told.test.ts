import { describe, expect, it } from "vitest";
import { isNews } from "./told.ts";

const makeStore = (initial: string | null = null) => {
  let text = initial;
  return {
    getItem: () => text,
    setItem: (_key: string, value: string) => {
      text = value;
    },
  };
};

describe("an alert that comes twice", () => {
  it("is news once", () => {
    const store = makeStore();
    expect([isNews(store, "a"), isNews(store, "b"), isNews(store, "a")]).toEqual([true, true, false]);
  });

  it("is told all the same when the store holds nonsense or takes nothing", () => {
    expect(isNews(makeStore("{nonsense"), "a")).toBe(true);
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
    };
    expect(isNews(full, "a")).toBe(true);
  });
});
