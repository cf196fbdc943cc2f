import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Oracle, type OracleAnswer } from "../../test/oracle.ts";
import { marketKey, Simulation, type Step, steps, userName } from "../../test/simulation.ts";
import type { Command } from "./command.ts";

const RUNS = Number(process.env.OUTCRY_PROPERTY_RUNS ?? 10_000);

/** Runs one drawn step in the oracle and in the real thing, and compares all there is to compare. */
class Duel {
  readonly oracle = new Oracle();
  readonly real = new Simulation();
  #placed = 0;
  /** How much of each queue the real thing gets to see beyond what the command can take away. */
  readonly #spare: number;

  constructor(spare: number) {
    this.#spare = spare;
  }

  step(step: Step): void {
    const { oracle } = this;
    if (step.kind === "WAIT") {
      oracle.now += step.hours;
      this.real.market = { ...this.real.market, ...this.real.queues(oracle.now) };
      return;
    }
    if (step.kind === "SWEEP") {
      oracle.sweep();
      this.#run({ ...marketKey, kind: "EXPIRE", orderIds: [...this.real.orders.keys()] }, "OK", null);
    } else if (step.kind === "BUST") this.#bust(step);
    else this.#order(step);
    this.#compare();
  }

  #order(step: Extract<Step, { kind: "PLACE" | "TAKE" | "CANCEL" | "AMEND" }>): void {
    const { oracle } = this;
    if (step.kind === "PLACE") {
      const id = `order ${this.#placed++}`;
      const name = userName(step.user);
      const answer = oracle.place(id, step.side, name, step.price, step.quantity, step.days);
      const { side, quantity, days } = step;
      const rest = { orderId: id, userId: name, price: BigInt(step.price) * 100n, expiresInDays: days };
      this.#run({ ...marketKey, kind: "PLACE", side, quantity, ...rest }, answer, null);
      return;
    }
    if (step.kind === "TAKE") {
      const id = `order ${this.#placed++}`;
      const name = userName(step.user);
      const answer = oracle.take(id, step.side, name, step.limit);
      const limit = BigInt(step.limit) * 100n;
      this.#run(
        { ...marketKey, kind: "TAKE", side: step.side, orderId: id, userId: name, limit },
        answer,
        null,
      );
      return;
    }
    const order = oracle.orders[step.order % Math.max(1, oracle.orders.length)];
    if (!order) return;
    const { id, side } = order;
    if (step.kind === "CANCEL") {
      const name = step.user === null ? order.user : userName(step.user);
      this.#run(
        { ...marketKey, kind: "CANCEL", side, orderId: id, userId: name },
        oracle.cancel(id, name),
        null,
      );
      return;
    }
    const answer = oracle.amend(id, order.user, step.price, step.quantity);
    const price = BigInt(step.price) * 100n;
    const owned = { side, orderId: id, userId: order.user };
    this.#run({ ...marketKey, kind: "AMEND", ...owned, price, quantity: step.quantity }, answer, null);
  }

  #bust(step: Extract<Step, { kind: "BUST" }>): void {
    const index = step.trade % Math.max(1, this.oracle.trades.length);
    const [trade, mirror] = [this.oracle.trades[index], this.real.trades[index]];
    if (!trade || !mirror || trade.busted) return;
    this.oracle.bust(trade, step.defaultedBy);
    const standing = this.real.trades.filter(({ id, busted }) => id !== mirror.id && !busted).reverse();
    const [innocent, defaulted] =
      step.defaultedBy === "BUYER" ? [mirror.askId, mirror.bidId] : [mirror.bidId, mirror.askId];
    const command: Command = {
      ...marketKey,
      ...{ kind: "BUST", tradeId: mirror.id, quantity: mirror.quantity, standing: standing.slice(0, 2) },
      ...{ innocentOrderId: innocent, defaultedOrderId: defaulted },
    };
    this.#run(command, "OK", mirror.id);
  }

  #run(command: Command, expected: OracleAnswer, busted: string | null): void {
    const decided = this.real.decide([command], this.oracle.now, reach(command, this.real) + this.#spare);
    const [outcome] = decided.outcomes;
    expect(outcome?.ok ? "OK" : outcome?.refusal.kind).toBe(expected);
    this.real.record(decided, busted, this.oracle.now);
  }

  #compare(): void {
    const [real, oracle] = [this.#realPicture(), this.#oraclePicture()];
    // Written out as text first: comparing objects ten thousand times over is what would take the time.
    if (JSON.stringify(real) !== JSON.stringify(oracle)) expect(real).toEqual(oracle);
    const [bid, ask] = [this.oracle.book("BID")[0], this.oracle.book("ASK")[0]];
    if (bid && ask) expect(bid.price).toBeLessThan(ask.price);
  }

  #realPicture() {
    const { market, trades, orders } = this.real;
    const dollars = (minor: bigint | null) => (minor === null ? null : Number(minor) / 100);
    return {
      sequence: market.sequence,
      trades: trades.map((it) => [it.bidId, it.askId, dollars(it.price), it.quantity, it.busted]),
      bids: market.bids.map(({ id, price, remaining }) => [id, dollars(price), remaining]),
      asks: market.asks.map(({ id, price, remaining }) => [id, dollars(price), remaining]),
      orders: [...orders.values()]
        .map((it) => [it.id, it.state, it.quantity, it.filled, it.remaining, it.withdrawn])
        .sort(),
      last: [dollars(market.lastPrice), dollars(market.previousPrice)],
      pieces: [market.bidPieces, market.askPieces],
      conserved: [...orders.values()].every((it) => it.filled + it.remaining + it.withdrawn === it.quantity),
    };
  }

  #oraclePicture() {
    const { oracle } = this;
    const queue = (side: "BID" | "ASK") =>
      oracle.book(side).map(({ id, price, remaining }) => [id, price, remaining]);
    const pieces = (side: "BID" | "ASK") =>
      oracle.orders.reduce((sum, order) => sum + (order.side === side ? order.remaining : 0), 0);
    const [last, previous] = oracle.standing().slice(-2).reverse();
    return {
      sequence: oracle.sequence,
      trades: oracle.trades.map((it) => [it.bid, it.ask, it.price, it.quantity, it.busted]),
      bids: queue("BID"),
      asks: queue("ASK"),
      orders: oracle.orders
        .map((it) => [it.id, it.state, it.quantity, it.filled, it.remaining, it.withdrawn])
        .sort(),
      last: [last?.price ?? null, previous?.price ?? null],
      pieces: [pieces("BID"), pieces("ASK")],
      conserved: true,
    };
  }
}

/** The most resting orders one command can take out of a queue: what the store loads, less the one to spare. */
function reach(command: Command, real: Simulation): number {
  if (command.kind === "PLACE") return command.quantity;
  if (command.kind === "AMEND") return (command.quantity ?? 0) + 1;
  if (command.kind === "BUST") return (real.orders.get(command.innocentOrderId)?.quantity ?? 0) + 2;
  return command.kind === "EXPIRE" ? real.orders.size : 1;
}

describe("a market of bids and asks", () => {
  it(`does what the naive market does, through ${RUNS} sequences of orders, amendments, expiries and defaults`, () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const duel = new Duel(1);
        for (const step of sequence) duel.step(step);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
