import { describe, expect, it } from "vitest";
import { recordWords } from "./record-words.ts";

const clean = { defaultsAsBuyer: 0, defaultsAsSeller: 0, sellingSuspendedUntil: null };

describe("a trading record in words", () => {
  it("warns a seller before the default that suspends", () => {
    expect(recordWords({ ...clean, defaultsAsSeller: 1 })).toContain("One more sale");
  });

  it("warns nobody of what has come already", () => {
    const words = recordWords({
      ...clean,
      defaultsAsSeller: 2,
      sellingSuspendedUntil: "2026-01-31T12:00:00Z",
    });
    expect(words).not.toContain("One more sale");
  });

  it("says what a failed payment costs, and that nothing happened", () => {
    expect(recordWords({ ...clean, defaultsAsBuyer: 1 })).toContain("costs a penalty");
    expect(recordWords(clean)).toContain("You kept to everything");
  });
});
