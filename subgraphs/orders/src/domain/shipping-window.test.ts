import { describe, expect, it } from "vitest";
import { overdueAt, shipByAfter } from "./shipping-window.ts";

const at = (text: string) => new Date(`${text}Z`);

describe("the shipping window", () => {
  it("is two business days, the day of the sale not counted", () => {
    expect(shipByAfter(at("2026-03-02T10:00:00.000"))).toEqual(at("2026-03-04T23:59:59.999")); // Monday
  });

  it("leaves out the weekend", () => {
    expect(shipByAfter(at("2026-03-06T23:59:59.999"))).toEqual(at("2026-03-10T23:59:59.999")); // Friday
    expect(shipByAfter(at("2026-03-07T00:00:00.000"))).toEqual(at("2026-03-10T23:59:59.999")); // Saturday
  });

  it("is the seller's fault when it passes, to the millisecond", () => {
    const order = {
      shipBy: at("2026-03-04T23:59:59.999"),
      confirmedAt: at("2026-03-02T10:00:00.000"),
      hasAddress: true,
    };
    expect(overdueAt(order, at("2026-03-04T23:59:59.999"))).toBeNull();
    expect(overdueAt(order, at("2026-03-05T00:00:00.000"))?.defaultedBy).toBe("SELLER");
  });

  it("is not the seller's fault when nobody said where to ship to", () => {
    const order = {
      shipBy: at("2026-03-04T23:59:59.999"),
      confirmedAt: at("2026-03-02T10:00:00.000"),
      hasAddress: false,
    };
    expect(overdueAt(order, at("2026-03-10T00:00:00.000"))).toBeNull();
    expect(overdueAt(order, at("2026-03-16T10:00:00.001"))?.defaultedBy).toBe("BUYER");
  });
});
