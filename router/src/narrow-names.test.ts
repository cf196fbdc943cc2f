import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { narrowNames } from "./narrow-names.ts";

/** How node writes strings that are one byte a character, as opposed to two. */
const NARROW = '"'.charCodeAt(0);
const isNarrow = (text: string): boolean => serialize(text)[2] === NARROW;
/** Read at run time, for a name in this file's code would be known to the engine already. */
const keyOf = (name: string): string => Object.keys(JSON.parse(`{${JSON.stringify(name)}:1}`))[0] ?? "";
const backwards = (text: string): string => [...text].reverse().join("");
const WIDE = backwards("} gnirtS :ehciuQ { ognirtxoF epyt …");

describe("names", () => {
  it("stay narrow for whoever reads them after they came from a wide text", () => {
    expect(isNarrow(WIDE)).toBe(false);
    const names = narrowNames(WIDE);
    expect([...names]).toEqual(["type", "Foxtringo", "Quiche", "String"]);
    for (const name of names) expect(isNarrow(name)).toBe(true);
    const fromWide: Record<string, number> = { [WIDE.slice(7, 16)]: 1 };
    expect(isNarrow(Object.keys(fromWide)[0] ?? "")).toBe(true);
    expect(isNarrow(keyOf(WIDE.slice(7, 16)))).toBe(true);
  });
});
