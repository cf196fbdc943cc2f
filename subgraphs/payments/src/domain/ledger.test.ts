import { money, subtract } from "@outcry/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sellerFees } from "./fees.ts";
import {
  assertBalanced,
  type Booked,
  holdJournal,
  type Journal,
  refundJournal,
  releaseJournal,
} from "./ledger.ts";

const payments: fc.Arbitrary<Booked> = fc
  .record({ minor: fc.bigInt({ min: 1n, max: 10n ** 12n }), provider: fc.constantFrom("stripe", "history") })
  .map(({ minor, provider }) => {
    const amount = money(minor, "USD");
    const fees = sellerFees({ price: amount, categorySlug: null, at: new Date("2026-01-01") });
    return {
      id: "payment",
      orderId: "order",
      sellerId: "seller",
      provider: provider as "stripe",
      amount,
      transactionFee: fees.transactionFee,
      processingFee: fees.processingFee,
      payout: fees.total,
    };
  });

/** What an account holds after some journals; credits count as held. */
const held = (journals: readonly Journal[], account: string): bigint =>
  journals
    .flatMap(({ postings }) => postings)
    .filter((posting) => posting.account === account)
    .reduce((sum, { amount }) => sum - amount.minor, 0n);

describe("the ledger", () => {
  it("balances every journal, for every amount", () => {
    fc.assert(
      fc.property(payments, (payment) => {
        for (const journal of [holdJournal(payment), releaseJournal(payment), refundJournal(payment)]) {
          assertBalanced(journal.postings);
          expect(journal.postings.length).toBeGreaterThanOrEqual(2);
          expect(journal.postings.every(({ amount }) => amount.minor !== 0n)).toBe(true);
        }
      }),
    );
  });

  it("holds what the buyer paid in escrow until it is released or refunded, and nothing after", () => {
    fc.assert(
      fc.property(payments, (payment) => {
        expect(held([holdJournal(payment)], "escrow")).toBe(payment.amount.minor);
        expect(held([holdJournal(payment), releaseJournal(payment)], "escrow")).toBe(0n);
        expect(held([holdJournal(payment), refundJournal(payment)], "escrow")).toBe(0n);
      }),
    );
  });

  it("leaves the seller the price less the fees", () => {
    fc.assert(
      fc.property(payments, (payment) => {
        const net = subtract(subtract(payment.amount, payment.transactionFee), payment.processingFee);
        expect(held([holdJournal(payment), releaseJournal(payment)], "seller:seller")).toBe(net.minor);
      }),
    );
  });

  it("has one key for one fact", () => {
    fc.assert(
      fc.property(payments, (payment) => {
        expect(holdJournal(payment).key).toBe("hold:payment");
      }),
    );
  });

  it("refuses a journal in which money appears", () => {
    expect(() => assertBalanced([{ account: "escrow", amount: money(1n, "USD") }])).toThrow("add up to zero");
    const mixed = [
      { account: "escrow", amount: money(1n, "USD") },
      { account: "history", amount: money(-1n, "EUR") },
    ] as const;
    expect(() => assertBalanced(mixed)).toThrow("add up to zero");
  });
});
