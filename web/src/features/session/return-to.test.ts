import { describe, expect, it } from "vitest";
import { safeReturnTo, signInPath } from "./return-to.ts";

describe("where a person goes after signing in", () => {
  it("is where they were", () => {
    expect(safeReturnTo("/products/kite-90?size=9&act=bid#book")).toBe(
      "/products/kite-90?size=9&act=bid#book",
    );
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "products",
    "",
    `/${"a".repeat(600)}`,
    undefined,
    ["/a"],
  ])("is never elsewhere: %j", (value) => {
    expect(safeReturnTo(value)).toBe("/");
  });

  it("is not the sign-in page itself", () => {
    expect(safeReturnTo("/sign-in?to=/sign-in")).toBe("/");
  });

  it("travels in the address of the sign-in page", () => {
    expect(signInPath("/portfolio?a=b")).toBe("/sign-in?to=%2Fportfolio%3Fa%3Db");
  });
});
