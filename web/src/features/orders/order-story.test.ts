import { describe, expect, it } from "vitest";
import { progressOf, storyOf } from "./order-story.ts";

const order = {
  authenticationRequired: false,
  cancellationReason: null,
  cancellationConsequence: null,
  shippingAddress: null,
  availableActions: [] as string[],
};

describe("the story of an order", () => {
  it("tells each side what is theirs to do", () => {
    const paid = { ...order, state: "CONFIRMED" as const };
    expect(storyOf({ ...paid, viewerRole: "SELLER", availableActions: ["MARK_SHIPPED"] })).toMatchObject({
      label: "Paid: ship it",
      mustAct: true,
    });
    expect(storyOf({ ...paid, viewerRole: "BUYER" })).toMatchObject({ mustAct: false });
  });

  it("asks the buyer for an address, and the seller for patience, while there is none", () => {
    const paid = { ...order, state: "CONFIRMED" as const };
    expect(
      storyOf({ ...paid, viewerRole: "BUYER", availableActions: ["SET_SHIPPING_ADDRESS"] }).next,
    ).toContain("where it is to go");
    expect(storyOf({ ...paid, viewerRole: "SELLER" }).next).toContain("The buyer says where");
  });

  it("lets a known address be changed without asking for it", () => {
    const story = storyOf({
      ...order,
      state: "CONFIRMED",
      viewerRole: "BUYER",
      availableActions: ["SET_SHIPPING_ADDRESS"],
      shippingAddress: { recipient: "Ada" },
    });
    expect(story).toMatchObject({ mustAct: false, label: "Paid, money held" });
  });

  it("says why it was cancelled", () => {
    const story = storyOf({
      ...order,
      state: "CANCELLED",
      viewerRole: "BUYER",
      cancellationReason: "The card was declined.",
    });
    expect(story.next).toContain("The card was declined.");
    expect(story.next).toContain("What you paid goes back to you.");
  });

  it("says what a default means for whoever looks, and nothing else", () => {
    const { next } = storyOf({
      ...order,
      state: "CANCELLED",
      viewerRole: "BUYER",
      cancellationReason: "The card was declined.",
      cancellationConsequence: "You owe a penalty, and your other bids are paused.",
    });
    expect(next).toBe("The card was declined. You owe a penalty, and your other bids are paused.");
  });
});

describe("the progress of an order", () => {
  it("counts the stations behind it", () => {
    expect(progressOf({ state: "SHIPPING_TO_BUYER", authenticationRequired: false })).toMatchObject({
      done: 2,
    });
    expect(progressOf({ state: "AUTHENTICATED", authenticationRequired: true })).toMatchObject({ done: 3 });
  });

  it("is none once it ended early", () => {
    expect(progressOf({ state: "CANCELLED", authenticationRequired: false })).toBeNull();
  });
});
