import { money } from "@outcry/kernel";
import { describe, expect, it } from "vitest";
import {
  type ChargeFact,
  learnOfCharge,
  learnOfRefund,
  learnOfRelease,
  type Payment,
  type PaymentState,
  paymentTransitions,
} from "./payment.ts";

const aPayment = (change: Partial<Payment> = {}): Payment => ({
  id: "p1",
  orderId: "o1",
  orderNumber: "OC-0000-0001",
  buyerId: "buyer",
  sellerId: "seller",
  provider: "stripe",
  state: "PENDING",
  amount: money(10_000n, "USD"),
  refunded: money(0n, "USD"),
  transactionFee: money(900n, "USD"),
  processingFee: money(300n, "USD"),
  payout: money(8_800n, "USD"),
  intentRef: null,
  chargeRef: null,
  methodRef: null,
  customerRef: null,
  attempt: 1,
  isUnwanted: false,
  failureCode: null,
  failureMessage: null,
  createdAt: new Date("2026-03-01"),
  ...change,
});

const succeeded: ChargeFact = { kind: "SUCCEEDED", intentRef: "pi_1", chargeRef: "ch_1" };
const declined: ChargeFact = {
  kind: "DECLINED",
  intentRef: "pi_1",
  code: "card_declined",
  message: "Declined.",
};
const released = { kind: "RELEASED", transferRef: "tr_1" } as const;
const refunded = { kind: "REFUNDED", refundRef: "re_1" } as const;
const STATES = Object.keys(paymentTransitions) as PaymentState[];

describe("a payment", () => {
  it("is held once it is charged, and asks for its fees to be booked", () => {
    expect(learnOfCharge(aPayment(), succeeded)).toMatchObject({
      changes: { state: "HELD", intentRef: "pi_1", chargeRef: "ch_1" },
      journal: { key: "hold:p1" },
      announces: "HELD",
      completes: ["CHARGE"],
    });
  });

  it("fails at once when the card is declined, with the bank's sentence", () => {
    expect(learnOfCharge(aPayment(), declined)).toEqual({
      changes: {
        state: "FAILED",
        failureCode: "card_declined",
        failureMessage: "Declined.",
        intentRef: "pi_1",
      },
      announces: "FAILED",
      completes: ["CHARGE"],
    });
  });

  it("is refunded at once when its order was called off while the card was being charged", () => {
    expect(learnOfCharge(aPayment({ isUnwanted: true }), succeeded).requests).toBe("REFUND");
  });

  it("gives back what was taken after it had failed", () => {
    const late = learnOfCharge(aPayment({ state: "FAILED" }), succeeded);
    expect(late).toMatchObject({ journal: { key: "hold:p1" }, requests: "REFUND" });
    expect(late.changes.state).toBeUndefined();
    const gone = learnOfRefund(aPayment({ state: "FAILED", chargeRef: "ch_1" }), refunded);
    expect(gone).toMatchObject({ journal: { key: "refund:p1" }, completes: ["RELEASE", "REFUND"] });
  });

  it("moves only along its table, whatever is heard in whatever state", () => {
    for (const state of STATES) {
      const payment = aPayment({ state, chargeRef: state === "PENDING" ? null : "ch_1" });
      const consequences = [
        learnOfCharge(payment, succeeded),
        learnOfCharge(payment, declined),
        learnOfCharge(payment, { kind: "REQUIRES_ACTION", intentRef: "pi_1" }),
        learnOfRelease(payment, released),
        learnOfRefund(payment, refunded),
      ];
      for (const { changes } of consequences) {
        const to = changes.state ?? state;
        expect(to === state || (paymentTransitions[state] as readonly string[]).includes(to)).toBe(true);
      }
    }
  });

  it("books nothing for what it has heard before", () => {
    expect(learnOfCharge(aPayment({ state: "HELD", chargeRef: "ch_1" }), succeeded)).toEqual({ changes: {} });
    expect(learnOfCharge(aPayment({ state: "HELD", chargeRef: "ch_1" }), declined)).toEqual({ changes: {} });
    expect(learnOfRelease(aPayment({ state: "RELEASED" }), released)).toEqual({ changes: {} });
    expect(learnOfRefund(aPayment({ state: "REFUNDED" }), refunded)).toEqual({ changes: {} });
  });

  it("is not released any more once somebody has refunded it", () => {
    const held = aPayment({ state: "HELD", chargeRef: "ch_1" });
    expect(learnOfRefund(held, refunded).completes).toContain("RELEASE");
    const late = learnOfRelease({ ...held, state: "REFUNDED" }, released);
    expect(late).toMatchObject({ changes: {}, alarm: "A transfer was made for a payment that is REFUNDED." });
  });

  it("rings an alarm for a refund after the release, and books nothing by itself", () => {
    const consequence = learnOfRefund(aPayment({ state: "RELEASED" }), refunded);
    expect(consequence.alarm).toMatch(/reversed/);
    expect(consequence.journal).toBeUndefined();
  });
});
