import { describe, expect, it } from "vitest";
import { confirmWords, readAct } from "./act.ts";

describe("the last button", () => {
  it("names the act and the amount", () => {
    expect(confirmWords("bid", "$405", "9")).toBe("Bid $405 for size 9");
    expect(confirmWords("buy", "$412", "9")).toBe("Buy size 9 for $412");
    expect(confirmWords("ask", "$900", null)).toBe("Ask $900 for one");
  });
});

describe("the act in an address", () => {
  it("is one of four, or none", () => {
    expect(readAct("bid")).toBe("bid");
    expect(readAct("steal")).toBeNull();
    expect(readAct(null)).toBeNull();
  });
});
