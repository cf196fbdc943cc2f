import { describe, expect, it } from "vitest";
import { bytesOf, lengthOf } from "./bytes.ts";

const repeated = (text: string, characters: number) =>
  JSON.stringify(text.repeat(Math.ceil(characters / text.length)));

describe("the bytes of a text", () => {
  it.each(["plain", "é", "€ and …", "😀 é", "\ud800 alone, \udc00 too"])("are UTF-8: %s", (text) => {
    for (const characters of [10, 5_000, 90_000, 700_000]) {
      const written = repeated(text, characters);
      const bytes = bytesOf(written);
      expect(Buffer.from(bytes as Buffer).equals(Buffer.from(written))).toBe(true);
      expect(lengthOf(bytes)).toBe(Buffer.byteLength(written));
    }
  });

  it("stay the same when others are made", () => {
    const [one, other] = [repeated("one é", 9_000), repeated("other", 9_000)].map(bytesOf);
    expect(String(one)).toBe(repeated("one é", 9_000));
    expect(String(other)).toBe(repeated("other", 9_000));
  });
});
