import { describe, expect, it } from "vitest";
import { distanceToMarket, isBest } from "./portfolio-rows.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const market = { lowestAsk: usd(412), highestBid: usd(405) };

describe("an order's distance to the market", () => {
  it("is what is missing to trade at once", () => {
    expect(distanceToMarket("bid", usd(400), market)).toEqual(usd(12));
    expect(distanceToMarket("ask", usd(420), market)).toEqual(usd(15));
  });

  it("is never less than nothing, and unknown without another side", () => {
    expect(distanceToMarket("bid", usd(420), market)?.amount).toBe("0");
    expect(distanceToMarket("bid", usd(400), { lowestAsk: null })).toBeNull();
    expect(distanceToMarket("ask", usd(400), null)).toBeNull();
  });
});

describe("the best order of a side", () => {
  it("is at the top of the book", () => {
    expect(isBest("bid", usd(405), market)).toBe(true);
    expect(isBest("bid", usd(404), market)).toBe(false);
    expect(isBest("ask", usd(412), market)).toBe(true);
    expect(isBest("ask", usd(412), null)).toBe(false);
  });
});
