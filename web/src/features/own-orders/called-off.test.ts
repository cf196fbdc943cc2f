import { describe, expect, it } from "vitest";
import { calledOffWords } from "./called-off.ts";

const own = (state: "ACTIVE" | "FILLED" | "CANCELLED") => ({
  id: "o",
  state,
  queuePosition: 1,
  remaining: 1,
});
const order = { id: "1", number: "OC-1", cancellationReason: "The buyer's payment failed." };

describe("a trade that was called off", () => {
  it("tells the innocent side that it was not their fault, and where their order is", () => {
    const words = calledOffWords({ bust: { byYou: false, bid: null, ask: own("ACTIVE") }, order }, "$88");
    expect(words).toMatchObject({ title: "Your sale at $88 was called off", innocent: true });
    expect(words?.text).toContain("The buyer's payment failed. It was not your fault.");
    expect(words?.text).toContain("back in the book, at the place in time it first had");
  });

  it("tells the bidder of their money, and of an order that traded again or was out", () => {
    const bid = (state: "FILLED" | "CANCELLED") =>
      calledOffWords({ bust: { byYou: false, bid: own(state), ask: null }, order: null }, "$88")?.text;
    expect(bid("FILLED")).toContain(
      "The seller did not do as agreed. It was not your fault. You get your money back.",
    );
    expect(bid("FILLED")).toContain("has traded again");
    expect(bid("CANCELLED")).toContain("stays out");
  });

  it("tells the other side what it cost them, and a trade that stands tells nothing", () => {
    const words = calledOffWords({ bust: { byYou: true, bid: own("CANCELLED"), ask: null }, order }, "$88");
    expect(words).toMatchObject({ innocent: false });
    expect(words?.text).toContain("left the book");
    expect(calledOffWords({ bust: null, order }, "$88")).toBeNull();
  });
});
