import { describe, expect, it } from "vitest";
import {
  changeInPercent,
  compareMoney,
  formatMoney,
  fromMinor,
  readPrice,
  subtractMoney,
  toMinor,
} from "./money.ts";

const usd = (amount: string) => ({ amount, currencyCode: "USD" });

describe("money", () => {
  it("is exact beyond what floats can hold", () => {
    expect(toMinor(usd("90071992547409.93"))).toBe(9007199254740993n);
    expect(formatMoney(usd("90071992547409.93"))).toBe("$90,071,992,547,409.93");
  });

  it("shows cents only when there are some", () => {
    expect(formatMoney(usd("450.00"))).toBe("$450");
    expect(formatMoney(usd("450.50"))).toBe("$450.50");
    expect(formatMoney(usd("-3.00"))).toBe("-$3");
    expect(formatMoney({ amount: "45000", currencyCode: "JPY" })).toBe("¥45,000");
  });

  it("goes to minor units and back", () => {
    expect(fromMinor(5n, "USD").amount).toBe("0.05");
    expect(fromMinor(-12345n, "USD").amount).toBe("-123.45");
    expect(fromMinor(12345n, "JPY").amount).toBe("12345");
    expect(toMinor(usd("1.005"))).toBeNull();
    expect(toMinor(usd("NaN"))).toBeNull();
    expect(toMinor(usd("4.5e2"))).toBeNull();
  });

  it("compares and subtracts", () => {
    expect(compareMoney(usd("9.00"), usd("10.00"))).toBe(-1);
    expect(subtractMoney(usd("412.00"), usd("405.00")).amount).toBe("7.00");
  });
});

describe("changes", () => {
  it("are told in percent of the price before", () => {
    expect(changeInPercent(usd("110.00"), usd("10.00"))).toBe("+10.0%");
    expect(changeInPercent(usd("90.00"), usd("-10.00"))).toBe("−10.0%");
    expect(changeInPercent(usd("100.00"), usd("0.00"))).toBe("0.0%");
  });

  it("are unknown when there was no price before", () => {
    expect(changeInPercent(usd("10.00"), usd("10.00"))).toBeNull();
  });
});

describe("a typed price", () => {
  it.each([
    ["450", "450.00"],
    ["$1,450", "1450.00"],
    [" 1450.5 ", "1450.50"],
  ])("%s is %s", (text, amount) => {
    expect(readPrice(text, "USD")?.amount).toBe(amount);
  });

  it.each(["", "-1", "NaN", "450.001", "4e2", "1,2", "twelve"])("%j is none", (text) => {
    expect(readPrice(text, "USD")).toBeNull();
  });
});
