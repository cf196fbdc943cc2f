import { describe, expect, it } from "vitest";
import { moversAmong } from "./movers.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const variant = (id: string, now: number, change: number | null) => ({
  id,
  market: {
    lastSale: { id: `sale of ${id}`, executedAt: "2026-01-01T00:00:00.000Z", price: usd(now) },
    lastSaleChange: change === null ? null : usd(change),
  },
});

describe("movers", () => {
  it("are those that moved furthest by share, up or down, each once", () => {
    const traded = [
      variant("a", 110, 10),
      variant("b", 1_000, 20),
      variant("c", 60, -40),
      variant("a", 110, 10),
    ];
    expect(moversAmong(traded, 5).map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(moversAmong(traded, 1)).toHaveLength(1);
  });

  it("leave out what stood still, was sold once, or is gone", () => {
    expect(
      moversAmong([variant("a", 100, 0), variant("b", 100, null), null, { id: "c", market: null }], 5),
    ).toEqual([]);
  });
});
