import { describe, expect, it } from "vitest";
import { pictureAt } from "./picture.ts";
import { pictureSource } from "./picture-source.ts";

const FILE = "1f3a5f-f4f4f2-e85d1f.svg";

describe("product pictures", () => {
  it.each(["sneakers", "watches", "handbags", "trading-cards", "consoles", "jackets"])(
    "draws %s",
    (category) => {
      const picture = pictureAt(category, FILE, "studio");
      expect(picture).toMatch(/^<svg .*<\/svg>$/);
      expect(picture).not.toContain("NaN");
      expect(picture).not.toContain("undefined");
    },
  );

  it("draws a box for categories it does not know, without repeating their name", () => {
    const picture = pictureAt("garden-gnomes", FILE, "studio");
    expect(picture).toMatch(/^<svg /);
    expect(picture).not.toContain("gnomes");
  });

  it("leaves the ground to the page when asked", () => {
    expect(pictureAt("sneakers", FILE, "none")).not.toContain("url(#ground)");
    expect(pictureAt("sneakers", FILE, "studio")).toContain("url(#ground)");
  });

  it.each([
    ["sneakers", "red-green-blue.svg"],
    ["sneakers", "1F3A5F-f4f4f2-e85d1f.svg"],
    ["sneakers", "1f3a5f-f4f4f2.svg"],
    ["sneakers", "1f3a5f-f4f4f2-e85d1f.svg.js"],
    ["<script>", FILE],
    ["../secrets", FILE],
    ["a".repeat(61), FILE],
    ["constructor", "x"],
  ])("knows no picture at %s/%s", (category, file) => {
    expect(pictureAt(category, file, "studio")).toBeNull();
  });

  it("takes names of Object.prototype for unknown categories", () => {
    expect(pictureAt("constructor", FILE, "studio")).toBe(pictureAt("other", FILE, "studio"));
  });
});

describe("where pages get pictures", () => {
  it("takes our own from the page's origin, without ground", () => {
    expect(pictureSource(`http://localhost:3000/pictures/sneakers/${FILE}`)).toBe(
      `/pictures/sneakers/${FILE}?ground=none`,
    );
  });

  it("leaves other pictures where they are, over https only", () => {
    expect(pictureSource("https://cdn.example/a.jpg")).toBe("https://cdn.example/a.jpg");
    expect(pictureSource("http://cdn.example/a.jpg")).toBe("");
    expect(pictureSource("javascript:alert(1)")).toBe("");
  });
});
