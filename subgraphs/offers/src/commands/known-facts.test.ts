import { describe, expect, it } from "vitest";
import type { Trader } from "../domain/caps.ts";
import type { Facts, FactsAbout } from "../store/facts.ts";
import type { Records } from "../store/record.ts";
import { makeKnownFacts } from "./known-facts.ts";

const trader = (userId: string, more: Partial<Trader> = {}): Trader => ({
  ...{
    userId,
    hasPaymentMethod: true,
    verified: true,
    sellingSuspendedUntil: null,
    openOrders: 0,
    openAsks: {},
  },
  ...more,
});
const SHOE = { productId: "p", categorySlug: "sneakers", authenticationRequired: true, tradable: true };
const totals = (orders: number) => ({ userId: "ann", currency: "USD" as const, orders, asks: 0n });
const NOON = Date.UTC(2026, 0, 1, 12);

const facts = (traders: readonly Trader[], more: Partial<Facts> = {}): Facts => ({
  ...{ now: new Date(NOON), traders: new Map(traders.map((it) => [it.userId, it])), placed: [] },
  ...{ answers: new Map(), variants: new Map([["v", SHOE]]), ...more },
});
const about = (userIds: readonly string[], digests: readonly string[] = []): FactsAbout => ({
  ...{ userIds, variantIds: ["v"] },
  keys: digests.map((digest) => ({ digest, inputDigest: "i" })),
});
const NOBODY: ReadonlySet<string> = new Set();
const recorded = (more: Partial<Records>) =>
  ({ answers: [], placedTotals: [], ...more }) as unknown as Records;

/** Facts about Ann that were read at noon, 100 ms after the process began. */
function known(...learned: Parameters<typeof facts>) {
  const time = { passed: 100 };
  const it = makeKnownFacts(() => time.passed);
  it.learn(facts(...learned), undefined);
  return { it, time, recall: (of = about(["ann"])) => it.recall(of, NOBODY) };
}

describe("known facts", () => {
  it("are what was read, at the time that has come since", () => {
    const { time, recall } = known([trader("ann")], { placed: [totals(3)] });
    time.passed += 250.9;
    expect(recall()).toEqual(facts([trader("ann")], { now: new Date(NOON + 250), placed: [totals(3)] }));
  });

  it("must be read again after a second, or when anybody or anything among them was never read", () => {
    const { time, recall } = known([trader("ann")]);
    expect(recall(about(["ann", "bob"]))).toBeNull();
    expect(recall({ ...about(["ann"]), variantIds: ["v", "w"] })).toBeNull();
    time.passed += 1_001;
    expect(recall()).toBeNull();
  });

  it("never go back behind a time that was heard", () => {
    const { it, recall } = known([trader("ann")]);
    it.heard(new Date(NOON + 40));
    it.heard(new Date(NOON + 20));
    expect(recall()?.now).toEqual(new Date(NOON + 40));
  });

  it("leave out what somebody lacks, because it may have come", () => {
    const { it, recall } = known([
      trader("ann", { hasPaymentMethod: false }),
      trader("bob", { sellingSuspendedUntil: new Date(NOON) }),
    ]);
    expect(recall()).not.toBeNull();
    expect(it.recall(about(["ann"]), new Set(["ann"]))).toBeNull();
    expect(recall(about(["bob"]))).toBeNull();
    it.learn(facts([trader("ann")], { variants: new Map([["v", { ...SHOE, tradable: false }]]) }), undefined);
    expect(recall()).toBeNull();
  });

  it("leave out whose orders are being written while they are read", () => {
    const { it, recall } = known([trader("ann")]);
    it.learn(facts([trader("ann")], { placed: [totals(3)] }), new Set(["ann"]));
    expect(recall()).toBeNull();
  });

  it("follow what was placed", () => {
    const { it, recall } = known([trader("ann", { verified: false })], { placed: [totals(3)] });
    it.keep(recorded({ placedTotals: [{ before: totals(3), after: totals(5) }] }));
    expect(recall()?.placed).toEqual([totals(5)]);
    it.forget(about(["ann"]));
    expect(recall()).toBeNull();
  });

  it("have a key looked up that was answered, and every key for a while after one came again unknown", () => {
    const { it, time, recall } = known([trader("ann")]);
    it.keep(recorded({ answers: [{ digest: "d", inputDigest: "i", answer: "{}" }] }));
    expect(recall(about(["ann"], ["e"]))).not.toBeNull();
    expect(recall(about(["ann"], ["d"]))).toBeNull();
    it.keyCameAgain();
    expect(recall(about(["ann"], ["e"]))).toBeNull();
    time.passed += 5_000;
    it.learn(facts([trader("ann")]), undefined);
    expect(recall(about(["ann"], ["e"]))).not.toBeNull();
  });
});
