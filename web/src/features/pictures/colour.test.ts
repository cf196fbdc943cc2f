import { describe, expect, it } from "vitest";
import { chance, lightness, mix, shade, tint } from "./colour.ts";

describe("colours of the pictures", () => {
  it("mixes channel by channel", () => {
    expect(mix("000000", "ffffff", 0.5)).toBe("808080");
    expect(mix("ff0000", "00ff00", 0)).toBe("ff0000");
  });

  it("shades towards dark and tints towards light", () => {
    expect(lightness(shade("808080", 0.5))).toBeLessThan(lightness("808080"));
    expect(lightness(tint("808080", 0.5))).toBeGreaterThan(lightness("808080"));
  });

  it("gives the same colours the same chance", () => {
    expect(chance(["0a0b0c", "ffffff"], 4)).toBe(chance(["0a0b0c", "ffffff"], 4));
  });
});
