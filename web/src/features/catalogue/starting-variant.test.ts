import { describe, expect, it } from "vitest";
import { startingVariant } from "./starting-variant.ts";

const lastSale = (day: number) => ({ executedAt: `2026-01-0${day}T00:00:00.000Z` });

describe("the size a page opens with", () => {
  it("is the one that traded last and is sold", () => {
    const variants = [
      { id: "8", market: { lastSale: lastSale(1), lowestAsk: {} } },
      { id: "9", market: { lastSale: lastSale(3), lowestAsk: {} } },
      { id: "10", market: { lastSale: lastSale(5), lowestAsk: null } },
    ];
    expect(startingVariant(variants)).toBe("9");
  });

  it("is the first in an empty market, and none of none", () => {
    expect(startingVariant([{ id: "8", market: null }, { id: "9" }])).toBe("8");
    expect(startingVariant([])).toBeNull();
  });
});
