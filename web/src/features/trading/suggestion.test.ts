import { describe, expect, it } from "vitest";
import { suggestedPrice } from "./suggestion.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const market = {
  lowestAsk: usd(412),
  highestBid: usd(405),
  lastSale: usd(408),
  tick: usd(1),
  minimum: usd(25),
};

describe("the price a sheet opens with", () => {
  it("is the first place on one's own side", () => {
    expect(suggestedPrice("BUY", market)).toEqual(usd(406));
    expect(suggestedPrice("SELL", market)).toEqual(usd(411));
  });

  it("does not trade at once when the spread is one tick", () => {
    const tight = { ...market, highestBid: usd(411) };
    expect(suggestedPrice("BUY", tight)).toEqual(usd(411));
    expect(suggestedPrice("SELL", tight)).toEqual(usd(412));
  });

  it("is the last sale in an empty book, and the minimum where nothing was ever sold", () => {
    const empty = { ...market, lowestAsk: null, highestBid: null };
    expect(suggestedPrice("BUY", empty)).toEqual(usd(408));
    expect(suggestedPrice("SELL", { ...empty, lastSale: null })).toEqual(usd(25));
  });

  it("is never under the minimum", () => {
    expect(suggestedPrice("SELL", { ...market, lowestAsk: usd(25), highestBid: null })).toEqual(usd(25));
  });
});
