import fc from "fast-check";
import { buildSchema, getVariableValues, Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { compileVariableCheck } from "./variables.ts";

const schema = buildSchema(`
  scalar Anything
  enum Colour { RED GREEN }
  input Inner { count: Int!  colour: Colour = RED  self: Inner }
  type Query { field(a: Int, b: String!, c: [ID!], d: Inner, e: Boolean, f: Float, g: Colour, h: Anything, i: [[Int]]): Int }`);
const document =
  parse(`query($a: Int, $b: String!, $c: [ID!], $d: Inner, $e: Boolean = true, $f: Float, $g: Colour,
  $h: Anything, $i: [[Int]]) { field(a: $a, b: $b, c: $c, d: $d, e: $e, f: $f, g: $g, h: $h, i: $i) }`);
const [operation] = document.definitions;
if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
const fits = compileVariableCheck(schema, operation);
const fitsGraphql = (variables: Record<string, unknown>) =>
  getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors === undefined;

const value = fc.oneof(
  { depthSize: "small", withCrossShrink: true },
  fc.constantFrom(
    null,
    undefined,
    1,
    -1,
    1.5,
    2 ** 31,
    Number.NaN,
    true,
    "RED",
    "BLUE",
    "text",
    [],
    [[1]],
    ["a"],
  ),
  fc.record(
    { count: fc.constantFrom(1, "1", null), colour: fc.constantFrom("RED", "PINK", null) },
    { requiredKeys: [] },
  ),
  fc.record(
    { count: fc.constant(1), self: fc.record({ count: fc.constantFrom(1, null) }), more: fc.constant(1) },
    { requiredKeys: [] },
  ),
);

describe("the quick look at variables", () => {
  it("never lets through what graphql-js refuses", () => {
    const variables = fc.record(
      Object.fromEntries([..."abcdefghi"].map((name) => [name, value])) as Record<string, typeof value>,
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(variables, (given) => !fits(given) || fitsGraphql(given)),
      { numRuns: 2_000 },
    );
  });

  it("lets through what is usual", () => {
    const usual = {
      a: 1,
      b: "x",
      c: ["1", 2],
      d: { count: 3, self: { count: 4 } },
      f: 1.5,
      g: "GREEN",
      h: {},
      i: [[1, null], null],
    };
    expect(fits(usual)).toBe(true);
    expect(fits({ b: "x" })).toBe(true);
    expect(fits({})).toBe(false);
  });
});
