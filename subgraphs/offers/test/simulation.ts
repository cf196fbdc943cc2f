import fc from "fast-check";
import type { Queue } from "../src/domain/book.ts";
import type { Trader } from "../src/domain/caps.ts";
import type { Command } from "../src/domain/command.ts";
import { type Decided, decideAll, type Exchange } from "../src/domain/decide.ts";
import { demandOf } from "../src/domain/demand.ts";
import type { Market, Trade } from "../src/domain/market.ts";
import type { MarketKey, Order } from "../src/domain/order.ts";
import { EXPIRY_DAYS } from "../src/domain/price-rules.ts";

/** What the generator draws; ids and times follow from the place in the sequence. */
export type Step =
  | { kind: "PLACE"; side: "BID" | "ASK"; user: number; price: number; quantity: number; days: number }
  | { kind: "TAKE"; side: "BID" | "ASK"; user: number; limit: number }
  | { kind: "CANCEL"; order: number; user: number | null }
  | { kind: "AMEND"; order: number; price: number; quantity: number }
  | { kind: "WAIT"; hours: number }
  | { kind: "SWEEP" }
  | { kind: "HALT"; halted: boolean }
  | { kind: "PAUSE"; user: number }
  | { kind: "MEND"; user: number; bringsBack: boolean }
  | { kind: "BUST"; trade: number; defaultedBy: "BUYER" | "SELLER"; paymentFailed: boolean };

const side = fc.constantFrom("BID" as const, "ASK" as const);
const user = fc.integer({ min: 0, max: 3 });
const price = fc.integer({ min: 30, max: 36 });
const quantity = fc.integer({ min: 1, max: 4 });
const any = fc.nat({ max: 40 });
const place = fc.record({
  kind: fc.constant("PLACE" as const),
  ...{ side, user, price, quantity, days: fc.constantFrom(...EXPIRY_DAYS) },
});
const cancel = fc.record({
  kind: fc.constant("CANCEL" as const),
  order: any,
  user: fc.option(user, { freq: 4 }),
});
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: place, weight: 10 },
    { arbitrary: fc.record({ kind: fc.constant("TAKE" as const), side, user, limit: price }), weight: 2 },
    { arbitrary: cancel, weight: 2 },
    { arbitrary: fc.record({ kind: fc.constant("AMEND" as const), order: any, price, quantity }), weight: 2 },
    {
      arbitrary: fc.record({ kind: fc.constant("WAIT" as const), hours: fc.integer({ min: 1, max: 200 }) }),
      weight: 1,
    },
    { arbitrary: fc.record({ kind: fc.constant("SWEEP" as const) }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant("HALT" as const), halted: fc.boolean() }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant("PAUSE" as const), user }), weight: 1 },
    {
      arbitrary: fc.record({ kind: fc.constant("MEND" as const), user, bringsBack: fc.boolean() }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant("BUST" as const),
        trade: any,
        defaultedBy: fc.constantFrom("BUYER" as const, "SELLER" as const),
        paymentFailed: fc.boolean(),
      }),
      weight: 2,
    },
  ),
  { minLength: 1, maxLength: 28 },
);

const MARKET: MarketKey = { variantId: "variant", currency: "USD" };
const START = Date.UTC(2026, 0, 1);
export const at = (hours: number): Date => new Date(START + hours * 3_600_000);
export const userName = (index: number): string => `user ${index}`;

const everybody = (penniless: ReadonlySet<string>): Map<string, Trader> =>
  new Map(
    [0, 1, 2, 3].map((index) => {
      const userId = userName(index);
      const hasPaymentMethod = !penniless.has(userId);
      const rest = { verified: true, sellingSuspendedUntil: null, openOrders: 0, openAsks: {} };
      return [userId, { userId, hasPaymentMethod, ...rest }];
    }),
  );

/** The real decisions, with the state that the database would keep between them. */
export class Simulation {
  market: Market = {
    ...MARKET,
    ...{ sequence: 0, halted: false, bids: [], asks: [], bidPieces: 0, askPieces: 0 },
    ...{ lastPrice: null, lastTradeId: null, previousPrice: null },
  };
  readonly orders = new Map<string, Order>();
  /** Who has no way to pay that works, as payments would have told. */
  readonly penniless = new Set<string>();
  readonly trades: (Trade & { busted: boolean })[] = [];
  #ids = 0;
  /** Whether orders whose time is over, but which are not swept yet, are loaded with the rest. */
  readonly #loadsExpired: boolean;

  constructor(loadsExpired = false) {
    this.#loadsExpired = loadsExpired;
  }

  /** What the database would load for the commands: no deeper than they need. */
  exchange(commands: readonly Command[], hours: number): Exchange {
    const demand = demandOf(commands).get("variant USD") ?? { BID: 0, ASK: 0 };
    // So many that still rest; those whose time is over take nobody's place.
    const best = (queue: Queue, count: number): Queue => {
      const last = queue.filter((order) => order.expiresAt > at(hours))[count - 1];
      return last ? queue.slice(0, queue.indexOf(last) + 1) : queue;
    };
    const market = {
      ...this.market,
      bids: best(this.market.bids, demand.BID),
      asks: best(this.market.asks, demand.ASK),
    };
    return {
      markets: new Map([["variant USD", market]]),
      orders: this.orders,
      traders: everybody(this.penniless),
      tradable: new Set(["variant"]),
    };
  }

  decide(commands: readonly Command[], hours: number): Decided {
    const newId = () => `trade ${this.#ids++}`;
    return decideAll(this.exchange(commands, hours), commands, { now: at(hours), newId });
  }

  /** Records a decision the way the store does: changed orders and trades by id, the queues read again from the orders. */
  record(decided: Decided, busted: string | null, hours: number): void {
    for (const [id, order] of decided.changedOrders) this.orders.set(id, order);
    for (const trade of this.trades) if (trade.id === busted) trade.busted = true;
    this.trades.push(...decided.trades.map((trade) => ({ ...trade, busted: false })));
    const market = decided.markets.get("variant USD");
    if (market) this.market = { ...market, ...this.queues(hours) };
  }

  resting = (side: "BID" | "ASK", hours: number): Queue =>
    (side === "BID" ? this.market.bids : this.market.asks).filter((order) => order.expiresAt > at(hours));

  queues(hours: number): { bids: Queue; asks: Queue } {
    const resting = [...this.orders.values()].filter(
      ({ state, expiresAt }) => state === "ACTIVE" && (this.#loadsExpired || expiresAt > at(hours)),
    );
    const queue = (wanted: "BID" | "ASK", sign: number) =>
      resting
        .filter((order) => order.side === wanted)
        .sort((left, right) => sign * Number(left.price - right.price) || left.priority - right.priority);
    return { bids: queue("BID", -1), asks: queue("ASK", 1) };
  }
}

export const marketKey = MARKET;
