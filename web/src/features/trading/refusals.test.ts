import { describe, expect, it } from "vitest";
import type { RefusalFragment } from "#web/graph/__generated__/graphql.ts";
import { explainRefusal } from "./refusals.ts";

const usd = (amount: string) => ({ __typename: "Money" as const, amount, currencyCode: "USD" });
const refusal = (typename: string, rest: object = {}) =>
  ({
    __typename: typename,
    message: "The graph's words.",
    code: "X",
    field: null,
    ...rest,
  }) as unknown as RefusalFragment;

describe("refusals in words", () => {
  it("asks for a card in place", () => {
    expect(explainRefusal(refusal("PaymentMethodRequiredError"), "BUY").remedy).toEqual({ kind: "add-card" });
  });

  it("offers the price the market has now, of the side that is traded with", () => {
    const moved = refusal("PriceMovedError", { lowestAsk: usd("415.00"), highestBid: usd("390.00") });
    expect(explainRefusal(moved, "BUY")).toMatchObject({
      remedy: { kind: "use-price", price: usd("415.00") },
    });
    expect(explainRefusal(moved, "SELL").sentence).toContain("highest bid is now $390");
  });

  it("offers a bid when nobody sells any more", () => {
    const gone = refusal("PriceMovedError", { lowestAsk: null, highestBid: null });
    expect(explainRefusal(gone, "BUY").remedy).toEqual({ kind: "bid-instead" });
  });

  it("names the minimum and the tick", () => {
    expect(explainRefusal(refusal("BelowMinimumError", { minimum: usd("25.00") }), "BUY").sentence).toContain(
      "$25",
    );
    expect(explainRefusal(refusal("TickSizeError", { tick: usd("1.00") }), "BUY").sentence).toContain("$1");
  });

  it("says until when somebody may not sell, and where to read why", () => {
    const until = "2026-01-31T12:00:00.000Z";
    const { sentence, remedy } = explainRefusal(refusal("SellingSuspendedError", { until }), "SELL");
    expect(sentence).toContain("You may not sell until Jan 31, 2026, 12:00");
    expect(remedy).toEqual({ kind: "see-record" });
    expect(explainRefusal(refusal("SellingSuspendedError", { until: null }), "SELL").sentence).toBe(
      "The graph's words.",
    );
  });

  it("keeps the graph's own words for what it does not know", () => {
    expect(explainRefusal(refusal("SomethingNewError"), "BUY").sentence).toBe("The graph's words.");
  });
});
