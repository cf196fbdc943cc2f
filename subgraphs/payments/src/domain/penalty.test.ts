import { money } from "@outcry/kernel";
import { describe, expect, it } from "vitest";
import { assertBalanced, chargedPenaltyJournal, deductedPenaltyJournal } from "./ledger.ts";
import { penaltyFor } from "./penalty.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");

describe("a penalty", () => {
  it("is 15 % of the price, and at least 15.00", () => {
    expect(penaltyFor(money(45_000n, "USD"), NOW)).toEqual(money(6_750n, "USD"));
    expect(penaltyFor(money(10_000n, "USD"), NOW)).toEqual(money(1_500n, "USD"));
    expect(penaltyFor(money(2_500n, "USD"), NOW)).toEqual(money(1_500n, "USD"));
    expect(penaltyFor(money(10_003n, "USD"), NOW)).toEqual(money(1_500n, "USD"));
    expect(penaltyFor(money(30_003n, "USD"), NOW)).toEqual(money(4_500n, "USD"));
    expect(penaltyFor(money(5_000n, "JPY"), NOW)).toEqual(money(2_250n, "JPY"));
  });

  it("is booked once, balanced, from where it was taken", () => {
    const penalty = { id: "p", paymentId: "q", orderId: "o", userId: "u", amount: money(6_750n, "USD") };
    const charged = chargedPenaltyJournal(penalty);
    const deducted = deductedPenaltyJournal(penalty);
    expect(charged.key).toBe(deducted.key);
    expect(charged.postings[0]).toEqual({ account: "stripe_clearing", amount: money(6_750n, "USD") });
    expect(deducted.postings[0]).toEqual({ account: "seller:u", amount: money(6_750n, "USD") });
    for (const { postings } of [charged, deducted]) {
      expect(postings[1]).toEqual({ account: "penalties", amount: money(-6_750n, "USD") });
      assertBalanced(postings);
    }
  });
});
