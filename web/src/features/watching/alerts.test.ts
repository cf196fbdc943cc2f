import { describe, expect, it } from "vitest";
import { isThere, newsOf, waitsFor } from "./alerts.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const variant = { id: "v", size: "9", product: { id: "p", slug: "runner", name: "Runner", images: [] } };

describe("a price alert in words", () => {
  it("says what it waits for", () => {
    expect(waitsFor({ kind: "BELOW", price: usd(120) })).toBe("Ask of $120 or less");
    expect(waitsFor({ kind: "ABOVE", price: usd(150) })).toBe("Bid of $150 or more");
    expect(waitsFor({ kind: "NEW_LOWEST_ASK" })).toBe("New lowest ask");
  });

  it("says what reached it, of what", () => {
    expect(newsOf({ kind: "BELOW", triggeredPrice: usd(119), variant })).toBe(
      "Runner, size 9: somebody asks $119.",
    );
    expect(newsOf({ kind: "EXPIRING", variant: null })).toContain("less than a day");
  });

  it("knows when the market is there already", () => {
    const top = { lowestAsk: usd(120), highestBid: usd(110) };
    expect(isThere({ kind: "BELOW", price: usd(120) }, top)).toBe(true);
    expect(isThere({ kind: "BELOW", price: usd(119) }, top)).toBe(false);
    expect(isThere({ kind: "ABOVE", price: usd(110) }, top)).toBe(true);
    expect(isThere({ kind: "ABOVE", price: usd(111) }, top)).toBe(false);
    expect(isThere({ kind: "BELOW", price: usd(1) }, {})).toBe(false);
  });
});
