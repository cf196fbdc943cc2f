import { describe, expect, it } from "vitest";
import { readAddress } from "./address.ts";

const typed = {
  recipient: " Ada Byron ",
  line1: "12 Ferry Lane",
  line2: "  ",
  city: "Leeds",
  region: null,
  postalCode: "LS1 4DY",
  countryCode: "gb",
};
const read = (change: Record<string, string | null>) =>
  readAddress({ ...typed, ...change }, ["input", "address"]);

describe("an address", () => {
  it("is tidied: spaces around it go, empty lines are no lines, the country is in capitals", () => {
    expect(read({})).toEqual({
      ok: true,
      value: { ...typed, recipient: "Ada Byron", line2: null, countryCode: "GB" },
    });
  });

  it.each([
    [{ recipient: " " }, "recipient", "The recipient is missing."],
    [{ line1: "x".repeat(101) }, "line1", "Street and number has more than 100 characters."],
    [{ postalCode: "1".repeat(21) }, "postalCode", "The postal code has more than 20 characters."],
    [{ countryCode: "USA" }, "countryCode", 'The country is two letters, such as "US".'],
    [{ city: "Le\u0000eds" }, "city", "The city has a character that cannot be printed."],
  ])("refuses %j", (change, field, message) => {
    expect(read(change as Record<string, string>)).toEqual({
      ok: false,
      refusal: { kind: "Validation", message, field: ["input", "address", field] },
    });
  });
});
