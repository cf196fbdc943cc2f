import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOf } from "./text.ts";

describe("a text of bytes", () => {
  it("is what node makes of them, whatever they are", () => {
    const characters = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", '"', "é", "ÿ", "\u0080", "£") }),
      fc.string({ unit: "binary" }),
    );
    const bytes = fc.oneof(
      characters.map((text) => Buffer.from(text)),
      fc.uint8Array().map(Buffer.from),
    );
    fc.assert(
      fc.property(bytes, fc.nat(), (whole, cut) => {
        const length = cut % (whole.length + 1);
        expect(textOf(whole, length)).toBe(whole.toString("utf8", 0, length));
      }),
      { numRuns: 2_000 },
    );
  });
});
