import { describe, expect, it } from "vitest";
import { readListing, writeListing } from "./listing-address.ts";

describe("the address of a listing", () => {
  it("says what is listed", () => {
    const listing = readListing({
      q: " kite ",
      category: "sneakers",
      brand: ["a", "b"],
      sort: "newest",
      after: "x",
    });
    expect(listing).toEqual({
      query: "kite",
      category: "sneakers",
      brands: ["a", "b"],
      sort: "NEWEST",
      after: "x",
    });
    expect(writeListing("/search", listing)).toBe(
      "/search?q=kite&category=sneakers&brand=a&brand=b&sort=newest&after=x",
    );
  });

  it("leaves out what makes no sense", () => {
    expect(readListing({ sort: "constructor", q: ["one", "two"], after: "x".repeat(600) })).toEqual({
      query: "one",
      category: null,
      brands: [],
      sort: null,
      after: null,
    });
  });

  it("does not sort by relevance to nothing", () => {
    expect(readListing({ sort: "relevance" }).sort).toBeNull();
    expect(readListing({ sort: "relevance", q: "kite" }).sort).toBe("RELEVANCE");
  });

  it("is the plain path when everything is listed", () => {
    expect(writeListing("/search", readListing({}))).toBe("/search");
  });
});
