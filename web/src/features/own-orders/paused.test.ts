import { describe, expect, it } from "vitest";
import type { OwnBidFragment } from "#web/graph/__generated__/graphql.ts";
import { ordersIn } from "./own-order.ts";
import { backWords, pausedBid } from "./paused.ts";

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const bid = (id: string, state: OwnBidFragment["state"], price = 88): OwnBidFragment => ({
  id,
  state,
  pauseReason: state === "PAUSED" ? "Your payment for another trade failed." : null,
  quantity: 2,
  remaining: 2,
  expiresAt: "2026-02-01T00:00:00Z",
  createdAt: "2026-01-01T00:00:00Z",
  queuePosition: null,
  availableActions: ["UPDATE", "CANCEL"],
  price: usd(price),
  variant: { id: "v" },
});

describe("a paused bid", () => {
  it("is among one's own orders of its market, once, whichever list it is in", () => {
    const paused = bid("b", "PAUSED", 90);
    const trader = {
      bids: { nodes: [bid("a", "ACTIVE"), paused, bid("c", "CANCELLED")] },
      pausedBids: { nodes: [paused] },
    };
    expect(ordersIn(trader, "v").map(({ order }) => order.id)).toEqual(["b", "a"]);
    expect(ordersIn(trader, "other")).toEqual([]);
  });

  it("is told from one in the book", () => {
    expect(pausedBid({ kind: "bid", order: bid("b", "PAUSED") })?.pauseReason).toContain("payment");
    expect(pausedBid({ kind: "bid", order: bid("a", "ACTIVE") })).toBeNull();
  });

  it("comes back to the end of the line, or trades", () => {
    expect(backWords({ order: { price: usd(88), queuePosition: 3 }, trades: [] })).toBe(
      "Your bid of $88 is back in the book, 3rd in line.",
    );
    expect(backWords({ order: { price: usd(88), queuePosition: null }, trades: [{ price: usd(85) }] })).toBe(
      "Your bid is back, and traded at $85.",
    );
  });
});
