import { describe, expect, it } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

/** Holds five letters, and tells which texts it forgot. */
function weighing() {
  const forgotten: string[] = [];
  const map = new BoundedMap<string, string>({
    entries: 10,
    weight: 5,
    weigh: (text) => text.length,
    forgotten: (text) => forgotten.push(text),
  });
  return { map, forgotten };
}

describe("a bounded map", () => {
  it("forgets what was used longest ago", () => {
    const map = new BoundedMap<string, number>({ entries: 2 });
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
  });

  it("forgets as many as make room for something heavy, and says which", () => {
    const { map, forgotten } = weighing();
    for (const text of ["ab", "cd", "efgh"]) map.set(text, text);
    expect(forgotten).toEqual(["ab", "cd"]);
    expect(map.size).toBe(1);
  });

  it("does not keep what is too heavy by itself, nor weigh what was replaced", () => {
    const { map, forgotten } = weighing();
    map.set("large", "1");
    map.set("large", "123456");
    expect(map.get("large")).toBeUndefined();
    expect(map.size).toBe(0);
    expect(forgotten).toEqual(["123456"]);
    map.set("a", "123");
    map.set("a", "456");
    map.set("b", "78");
    expect(map.size).toBe(2);
  });

  it("keeps what weighs nothing, and says nothing of what was deleted", () => {
    const { map, forgotten } = weighing();
    map.set("empty", "");
    expect(map.get("empty")).toBe("");
    map.delete("empty");
    expect([map.size, forgotten]).toEqual([0, []]);
  });
});
