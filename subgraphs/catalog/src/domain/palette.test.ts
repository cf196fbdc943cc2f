import { describe, expect, it } from "vitest";
import { paletteOf } from "./palette.ts";

describe("a palette", () => {
  it("is the maker's words in their order, two words before one", () => {
    expect(paletteOf("Sky Blue/Silver/White", "x")).toEqual(["8ec5e8", "c5c9ce", "f4f4f1"]);
    expect(paletteOf("Black/White-Off White-Gym Red", "x")).toEqual(["1d1e22", "f4f4f1", "efeade"]);
    expect(paletteOf("Light Smoke Grey/Black-White", "x")).toEqual(["8b9097", "1d1e22", "f4f4f1"]);
  });

  it("fills what the words do not say from a fallback that the name chooses, the same every time", () => {
    const [body, accent, detail] = paletteOf("Zyon/Zyon/Zyon", "yeezy-zyon");
    expect(paletteOf(null, "yeezy-zyon")).toEqual([body, accent, detail]);
    expect(paletteOf("Black/Black", "yeezy-zyon")).toEqual(["1d1e22", accent, detail]);
    expect(
      new Set(["a", "b", "c", "d", "e", "f"].map((name) => paletteOf(null, name).join())).size,
    ).toBeGreaterThan(1);
  });

  it("is always three colours", () => {
    for (const words of ["", "/", "---", "QNTM", "Red"]) {
      expect(paletteOf(words, words).join("-")).toMatch(/^[0-9a-f]{6}(-[0-9a-f]{6}){2}$/);
    }
  });
});
