import { describe, expect, it } from "vitest";
import { faultWords, isPenaltyAwaited } from "./default-words.ts";

describe("whose fault a cancellation is", () => {
  it("is told to each side", () => {
    const told = { cancellationConsequence: "You owe a penalty." };
    expect(faultWords({ ...told, defaultedBy: "SELLER", viewerRole: "SELLER" })).toContain("trading record");
    expect(faultWords({ cancellationConsequence: null, defaultedBy: "SELLER", viewerRole: "SELLER" })).toBe(
      "This was your default.",
    );
    expect(faultWords({ ...told, defaultedBy: "SELLER", viewerRole: "BUYER" })).toBe(
      "The seller defaulted. It was not your fault.",
    );
    expect(faultWords({ ...told, defaultedBy: "BUYER", viewerRole: "SELLER" })).toContain(
      "The buyer defaulted",
    );
    expect(faultWords({ ...told, defaultedBy: null, viewerRole: "BUYER" })).toBeNull();
  });
});

describe("a penalty", () => {
  const order = {
    defaultedBy: "BUYER",
    viewerRole: "BUYER",
    cancellationConsequence: "You owe a penalty.",
    penalty: null,
  } as const;
  const penalty = (state: "DUE" | "OWED" | "CHARGED") => ({
    id: "p",
    state,
    amount: { amount: "15.00", currencyCode: "USD" },
    reason: "PAYMENT_FAILED" as const,
  });

  it("is awaited by whoever defaulted, until it is known what became of it", () => {
    expect(isPenaltyAwaited(order)).toBe(true);
    expect(isPenaltyAwaited({ ...order, penalty: penalty("DUE") })).toBe(true);
    expect(isPenaltyAwaited({ ...order, penalty: penalty("OWED") })).toBe(false);
    expect(isPenaltyAwaited({ ...order, penalty: penalty("CHARGED") })).toBe(false);
  });

  it("is nobody else's", () => {
    expect(isPenaltyAwaited({ ...order, viewerRole: "SELLER" })).toBe(false);
    expect(isPenaltyAwaited({ ...order, cancellationConsequence: null })).toBe(false);
  });
});
