import { describe, expect, it } from "vitest";
import { markFor, suspendedUntil } from "./defaults.ts";
import {
  type Cancellation,
  cancellationShownTo,
  consequenceShownTo,
  type Order,
  type VisibleOrder,
} from "./order.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const order = (cancellation: Partial<Cancellation> | null): Order =>
  ({
    buyerId: "buyer",
    sellerId: "seller",
    origin: { kind: "TRADE", tradeId: "trade" },
    cancellation: cancellation && { sentence: "It is off.", detail: null, ...cancellation },
  }) as Order;
const overdue = order({ reason: "SHIPPING_OVERDUE", defaultedBy: "SELLER" });
const unpaid = order({ reason: "PAYMENT_FAILED", defaultedBy: "BUYER" });

describe("a default", () => {
  it("marks the seller who did not ship, and the buyer whose payment failed", () => {
    expect(markFor(overdue)).toEqual({ userId: "seller", role: "SELLER", reason: "SHIPPING_OVERDUE" });
    expect(markFor(unpaid, "card_declined")).toEqual({
      ...{ userId: "buyer", role: "BUYER", reason: "PAYMENT_FAILED" },
    });
  });

  it("marks nobody when it is nobody's fault, or nobody's to pay for", () => {
    expect(markFor(order(null))).toBeNull();
    expect(markFor(unpaid, "provider_unreachable")).toBeNull();
    expect(markFor(order({ reason: "SHIPPING_OVERDUE", defaultedBy: "BUYER" }))).toBeNull();
    expect(markFor(order({ reason: "CANCELLED_BY_SUPPORT", defaultedBy: null }))).toBeNull();
  });

  it("suspends a seller the second time, and a buyer never", () => {
    expect(suspendedUntil("SELLER", 1, NOW)).toBeNull();
    expect(suspendedUntil("SELLER", 2, NOW)).toEqual(new Date("2026-03-31T12:00:00.000Z"));
    expect(suspendedUntil("BUYER", 9, NOW)).toBeNull();
  });

  it("tells each side what it means for them", () => {
    const seen = (viewerRole: "BUYER" | "SELLER", of: Order) =>
      consequenceShownTo({ ...of, viewerRole } as VisibleOrder);
    expect(seen("BUYER", overdue)).toMatch(/money back.*bid returns/);
    expect(seen("SELLER", overdue)).toMatch(/penalty/);
    expect(seen("SELLER", unpaid)).toMatch(/ask returns/);
    expect(seen("BUYER", unpaid)).toMatch(/penalty.*paused/);
    expect(seen("BUYER", order(null))).toBeNull();
  });

  it("is told to whoever it was as of themselves, and to the other side as of them", () => {
    const reason = (viewerRole: "BUYER" | "SELLER", of: Order) =>
      cancellationShownTo({ ...of, viewerRole } as VisibleOrder);
    expect(reason("BUYER", unpaid)).toBe("Your payment failed.");
    expect(reason("SELLER", unpaid)).toBe("It is off.");
    expect(reason("SELLER", overdue)).toBe("You did not ship in time.");
    expect(reason("BUYER", overdue)).toBe("It is off.");
    expect(reason("BUYER", order({ reason: "SHIPPING_OVERDUE", defaultedBy: "BUYER" }))).toMatch(
      /^You did not say/,
    );
    expect(reason("BUYER", order({ reason: "CANCELLED_BY_SUPPORT", defaultedBy: null }))).toBe("It is off.");
  });
});
