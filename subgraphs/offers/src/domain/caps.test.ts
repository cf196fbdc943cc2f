import { describe, expect, it } from "vitest";
import { objectionToAsks, objectionToOneMore, objectionToSelling, type Trader } from "./caps.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const trader = (more: Partial<Trader> = {}): Trader => ({
  ...{ userId: "somebody", hasPaymentMethod: true, verified: false, sellingSuspendedUntil: null },
  ...{ openOrders: 0, openAsks: {} },
  ...more,
});

describe("somebody who is not verified", () => {
  it("may have 200 open orders, and no more", () => {
    expect(objectionToOneMore(trader({ openOrders: 199 }))).toBeNull();
    expect(objectionToOneMore(trader({ openOrders: 200 }))).toMatchObject({ kind: "LimitReached" });
    expect(objectionToOneMore(trader({ openOrders: 200, verified: true }))).toBeNull();
  });

  it("may ask for 10,000.00 in all, to the cent", () => {
    const open = trader({ openAsks: { USD: 999_999n } });
    expect(objectionToAsks(open, "USD", 1n)).toBeNull();
    expect(objectionToAsks(open, "USD", 2n)).toMatchObject({ kind: "LimitReached" });
    expect(objectionToAsks(open, "EUR", 1_000_000n)).toBeNull();
  });
});

describe("a suspended seller", () => {
  it("may not sell until it is over, verified or not", () => {
    const until = new Date(NOW.getTime() + 1);
    const refusal = { kind: "SellingSuspended", until: until.toISOString() };
    expect(objectionToSelling(trader({ sellingSuspendedUntil: until }), NOW)).toEqual(refusal);
    expect(objectionToSelling(trader({ sellingSuspendedUntil: until, verified: true }), NOW)).toEqual(
      refusal,
    );
    expect(objectionToSelling(trader({ sellingSuspendedUntil: NOW }), NOW)).toBeNull();
    expect(objectionToSelling(trader(), NOW)).toBeNull();
  });
});
