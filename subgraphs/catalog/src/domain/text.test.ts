import { describe, expect, it } from "vitest";
import { isSlug, readLine, readText, searchable, slugOf } from "./text.ts";

describe("a line of text", () => {
  it("is trimmed, composed and has single blanks", () => {
    expect(readLine("  Cafe\u0301   Racer ", 1, 20)).toEqual({ ok: true, value: "Café Racer" });
  });

  it.each([
    ["NUL", "a\u0000b"],
    ["a line break", "a\u2028b"],
    ["a direction override", "abc\u202Efdp"],
    ["an invisible blank", "a\u200Bb"],
    ["half of a surrogate pair", "a\uD800b"],
    ["a control character", "a\u0007b"],
  ])("refuses %s", (_what, text) => {
    expect(readLine(text, 1, 20)).toEqual({ ok: false, refusal: "contains characters that cannot be seen." });
  });

  it("counts characters, not code units, and keeps joined emoji", () => {
    expect(readLine("👟👟", 1, 2).ok).toBe(true);
    expect(readLine("👩‍🚀", 1, 3).ok).toBe(true);
    expect(readLine("👟👟👟", 1, 2)).toEqual({ ok: false, refusal: "must have at most 2 characters." });
    expect(readLine("   ", 1, 2)).toEqual({ ok: false, refusal: "must not be empty." });
  });

  it("may have line breaks when it is a text", () => {
    expect(readText("one\r\ntwo\tthree", 50)).toEqual({ ok: true, value: "one\ntwo three" });
    expect(readText("one\u0000", 50).ok).toBe(false);
  });
});

describe("handles", () => {
  it.each([
    ["Brisk & Bower Orchard Bomber", "brisk-and-bower-orchard-bomber"],
    ["Aubrecht Carré", "aubrecht-carre"],
    ["adidas Yeezy 700 V3 “Azael”", "adidas-yeezy-700-v3-azael"],
    ["日本", ""],
  ])("of %j is %j", (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });

  it("never begin or end in a hyphen, however long the text", () => {
    const slug = slugOf(`${"a".repeat(119)} b`);
    expect(slug).toBe("a".repeat(119));
    expect(isSlug(slug)).toBe(true);
    for (const wrong of ["", "-a", "a--b", "A", "a b", "a\u0000", "a".repeat(121)])
      expect(isSlug(wrong)).toBe(false);
  });

  it("are not what is searched: that keeps letters of every script", () => {
    expect(searchable("  Ünïcode/日本-9.5 ")).toBe("unicode 日本 9 5");
  });
});
