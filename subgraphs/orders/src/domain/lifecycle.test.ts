import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  actionsOf,
  allowing,
  lifecycleDiagram,
  next,
  ORDER_STATES,
  type OrderAction,
  transitions,
} from "./lifecycle.ts";

const targets = (state: keyof typeof transitions) => Object.values(transitions[state]);

function reachableFrom(start: keyof typeof transitions, without: readonly string[] = []): Set<string> {
  const seen = new Set<string>([start]);
  const queue = [start];
  for (let state = queue.pop(); state; state = queue.pop()) {
    for (const target of targets(state)) {
      if (seen.has(target) || without.includes(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return seen;
}

describe("the life of an order", () => {
  it("reaches every state from the first", () => {
    expect([...reachableFrom("PENDING")].sort()).toEqual([...ORDER_STATES].sort());
  });

  it("leads from every state to an end: completed, or the money back", () => {
    for (const state of ORDER_STATES) {
      const ends = reachableFrom(state);
      expect([state, ends.has("COMPLETED") || ends.has("REFUNDED")]).toEqual([state, true]);
    }
  });

  it("has a direct path and one through authentication, and each gets to the buyer without the other", () => {
    expect(reachableFrom("PENDING", ["SELLER_SHIPPING"]).has("COMPLETED")).toBe(true);
    const authenticated = ["SELLER_SHIPPING", "AUTHENTICATING", "AUTHENTICATED", "SHIPPING_TO_BUYER"];
    const moves = [
      "shipToAuthenticator",
      "receiveAtAuthenticator",
      "passAuthentication",
      "shipToBuyer",
    ] as const;
    expect(
      moves.reduce<string>((state, move) => next(state as "PENDING", move) ?? "nowhere", "CONFIRMED"),
    ).toBe(authenticated.at(-1));
  });

  it("never cancels what is with the buyer", () => {
    for (const state of ["SHIPPING_TO_BUYER", "DELIVERED", "COMPLETED"] as const)
      expect(next(state, "cancel")).toBeUndefined();
  });

  it("ends at REFUNDED", () => {
    expect(targets("REFUNDED")).toEqual([]);
  });
});

describe("what the two sides may do", () => {
  const able = (role: "BUYER" | "SELLER", action: OrderAction, hasAddress = true) =>
    ORDER_STATES.filter((state) => actionsOf({ state, hasAddress }, role).includes(action));

  it("lets only the seller ship, and only a confirmed order that has an address", () => {
    expect(able("SELLER", "MARK_SHIPPED")).toEqual(["CONFIRMED"]);
    expect(able("SELLER", "MARK_SHIPPED", false)).toEqual([]);
    expect(able("BUYER", "MARK_SHIPPED")).toEqual([]);
  });

  it("lets only the buyer confirm the delivery, once the parcel is on its way", () => {
    expect(able("BUYER", "CONFIRM_DELIVERY")).toEqual(["SHIPPING_TO_BUYER"]);
    expect(able("SELLER", "CONFIRM_DELIVERY")).toEqual([]);
  });

  it("says what could be done instead", () => {
    expect(allowing({ state: "CONFIRMED", hasAddress: true }, "BUYER", "CONFIRM_DELIVERY")).toEqual({
      ok: false,
      refusal: { kind: "InvalidTransition", from: "CONFIRMED", allowed: ["SET_SHIPPING_ADDRESS"] },
    });
  });
});

it("is drawn in the README as it is", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`\`\`\`mermaid\n${lifecycleDiagram()}\n\`\`\``);
});
