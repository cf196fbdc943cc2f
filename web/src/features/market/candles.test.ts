import { describe, expect, it } from "vitest";
import { toPoints, withTrade, withTrades } from "./candles.ts";

const usd = (amount: string) => ({ amount, currencyCode: "USD" });
const candle = (start: string, close: string, volume = 1) => ({
  start,
  open: usd(close),
  high: usd(close),
  low: usd(close),
  close: usd(close),
  volume,
});

describe("points of the chart", () => {
  it("are in order, one a moment", () => {
    const points = toPoints([
      candle("2026-01-02T00:00:00.000Z", "20.00"),
      candle("2026-01-01T00:00:00.000Z", "10.00"),
      candle("2026-01-02T00:00:00.000Z", "21.00"),
    ]);
    expect(points.map(({ value }) => value)).toEqual([10, 21]);
  });
});

describe("a trade that just happened", () => {
  const points = toPoints([candle("2026-01-01T00:00:00.000Z", "10.00", 4)]);

  it("moves the last candle when it falls into it", () => {
    const next = withTrade(points, { executedAt: "2026-01-01T00:04:59.000Z", price: usd("12.00") }, "DAY");
    expect(next).toHaveLength(1);
    expect(next[0]).toMatchObject({ value: 12, volume: 5 });
  });

  it("opens a new one when it does not", () => {
    const next = withTrade(points, { executedAt: "2026-01-01T00:05:00.000Z", price: usd("12.00") }, "DAY");
    expect(next).toHaveLength(2);
  });

  it("changes nothing when it is older than what is drawn", () => {
    expect(withTrade(points, { executedAt: "2025-12-31T00:00:00.000Z", price: usd("1.00") }, "DAY")).toEqual(
      points,
    );
  });
});

describe("trades since the history was fetched", () => {
  const points = toPoints([candle("2026-01-01T00:00:00.000Z", "10.00", 4)]);
  const trade = (id: string, minute: number, price: string, state = "EXECUTED") => ({
    ...{ id, state, quantity: 2, price: usd(price) },
    executedAt: `2026-01-01T00:0${minute}:00.000Z`,
  });

  it("are all drawn, oldest first, and those already held are not drawn twice", () => {
    const tape = [
      trade("d", 6, "13.00"),
      trade("c", 2, "12.00"),
      trade("b", 1, "11.00"),
      trade("a", 0, "10.00"),
    ];
    expect(withTrades(points, tape, "b", "DAY").map(({ value, volume }) => [value, volume])).toEqual([
      [12, 6],
      [13, 2],
    ]);
    expect(withTrades(points, tape, "d", "DAY")).toEqual(points);
    expect(withTrades(points, tape, "long gone", "DAY")[0]?.volume).toBe(10);
  });

  it("leave out those that were called off", () => {
    const tape = [trade("c", 2, "99.00", "BUSTED"), trade("a", 0, "10.00")];
    expect(withTrades(points, tape, "a", "DAY")).toEqual(points);
  });
});
