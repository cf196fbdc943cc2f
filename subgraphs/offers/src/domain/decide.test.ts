import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Oracle, type OracleAnswer } from "../../test/oracle.ts";
import { marketKey, Simulation, type Step, steps, userName } from "../../test/simulation.ts";
import type { Command } from "./command.ts";

const RUNS = Number(process.env.OUTCRY_PROPERTY_RUNS ?? 10_000);

const shapes = fc.record({ batch: fc.integer({ min: 1, max: 8 }), loadsExpired: fc.boolean() });
type Shape = { batch: number; loadsExpired: boolean };

/** Runs drawn steps in the oracle one by one and in the real thing in batches, and compares all there is to compare. */
class Duel {
  readonly oracle = new Oracle();
  readonly real: Simulation;
  readonly #batch: number;
  #waiting: { command: Command; expected: OracleAnswer }[] = [];
  #placed = 0;

  constructor({ batch, loadsExpired }: Shape) {
    this.#batch = batch;
    this.real = new Simulation(loadsExpired);
  }

  step(step: Step): void {
    const { oracle } = this;
    if (step.kind === "WAIT") {
      this.flush();
      oracle.now += step.hours;
      this.real.market = { ...this.real.market, ...this.real.queues(oracle.now) };
    } else if (step.kind === "SWEEP") {
      this.flush();
      oracle.sweep();
      this.#run({ ...marketKey, kind: "EXPIRE", orderIds: [...this.real.orders.keys()] }, "OK");
      this.flush();
    } else if (step.kind === "HALT") {
      oracle.halt(step.halted);
      this.#run({ ...marketKey, kind: "HALT", halted: step.halted }, "OK");
      if (!step.halted) this.#bustWaiting();
    } else if (step.kind === "MEND") {
      this.#mend(userName(step.user), step.bringsBack);
    } else if (step.kind === "PAUSE") {
      this.flush();
      this.#pause(userName(step.user));
    } else if (step.kind === "BUST") {
      this.flush();
      this.#bust(step);
    } else this.#order(step);
  }

  #order(step: Extract<Step, { kind: "PLACE" | "TAKE" | "CANCEL" | "AMEND" }>): void {
    const { oracle } = this;
    if (step.kind === "PLACE") {
      const id = `order ${this.#placed++}`;
      const name = userName(step.user);
      const answer = oracle.place(id, step.side, name, step.price, step.quantity, step.days);
      const { side, quantity, days } = step;
      const rest = { orderId: id, userId: name, price: BigInt(step.price) * 100n, expiresInDays: days };
      this.#run({ ...marketKey, kind: "PLACE", side, quantity, ...rest }, answer);
      return;
    }
    if (step.kind === "TAKE") {
      const id = `order ${this.#placed++}`;
      const name = userName(step.user);
      const answer = oracle.take(id, step.side, name, step.limit);
      const limit = BigInt(step.limit) * 100n;
      this.#run({ ...marketKey, kind: "TAKE", side: step.side, orderId: id, userId: name, limit }, answer);
      return;
    }
    const order = oracle.orders[step.order % Math.max(1, oracle.orders.length)];
    if (!order) return;
    const { id, side } = order;
    if (step.kind === "CANCEL") {
      const name = step.user === null ? order.user : userName(step.user);
      this.#run({ ...marketKey, kind: "CANCEL", side, orderId: id, userId: name }, oracle.cancel(id, name));
      return;
    }
    this.#amend(id, side, order.user, step);
  }

  /** The bids that rest are looked for when the lock is had, as the store does; so is who pays. */
  #pause(name: string): void {
    const { real, oracle } = this;
    const theirs = real.resting("BID", oracle.now).filter(({ userId }) => userId === name);
    real.penniless.add(name);
    oracle.pause(name);
    this.#run({ ...marketKey, kind: "PAUSE", orderIds: theirs.map(({ id }) => id) }, "OK");
    this.flush();
  }

  /** Somebody can pay again; they may bring their bids back as they were. */
  #mend(name: string, bringsBack: boolean): void {
    this.flush();
    this.oracle.penniless.delete(name);
    this.real.penniless.delete(name);
    if (!bringsBack) return;
    for (const { id, user, state, price, quantity } of this.oracle.orders)
      if (user === name && state === "PAUSED") this.#amend(id, "BID", name, { price, quantity });
    this.flush();
  }

  #amend(
    id: string,
    side: "BID" | "ASK",
    userId: string,
    { price, quantity }: { price: number; quantity: number },
  ) {
    const answer = this.oracle.amend(id, userId, price, quantity);
    const owned = { side, orderId: id, userId };
    this.#run({ ...marketKey, kind: "AMEND", ...owned, price: BigInt(price) * 100n, quantity }, answer);
  }

  #bustWaiting(): void {
    this.flush();
    for (const { trade, defaultedBy } of this.oracle.waiting.splice(0))
      this.#bustTrade(this.oracle.trades.indexOf(trade), defaultedBy);
  }

  #bust(step: Extract<Step, { kind: "BUST" }>): void {
    const index = step.trade % Math.max(1, this.oracle.trades.length);
    const [trade, mirror] = [this.oracle.trades[index], this.real.trades[index]];
    const waits = this.oracle.waiting.some((it) => it.trade === trade);
    if (!trade || !mirror || trade.busted || waits) return;
    const buyer = this.oracle.orders.find(({ id }) => id === trade.bid)?.user;
    if (buyer && step.defaultedBy === "BUYER" && step.paymentFailed) this.#pause(buyer);
    this.#bustTrade(index, step.defaultedBy);
  }

  #bustTrade(index: number, defaultedBy: "BUYER" | "SELLER"): void {
    const [trade, mirror] = [this.oracle.trades[index], this.real.trades[index]];
    if (!trade || !mirror) throw new Error("Both markets have the same trades.");
    const answer = this.oracle.bust(trade, defaultedBy);
    const standing = this.real.trades.filter(({ id, busted }) => id !== mirror.id && !busted).reverse();
    const [innocent, defaulted] =
      defaultedBy === "BUYER" ? [mirror.askId, mirror.bidId] : [mirror.bidId, mirror.askId];
    const command: Command = {
      ...marketKey,
      ...{ kind: "BUST", tradeId: mirror.id, quantity: mirror.quantity, standing: standing.slice(0, 2) },
      ...{ innocentOrderId: innocent, defaultedOrderId: defaulted },
    };
    this.#run(command, answer);
    this.flush(answer === "OK" ? mirror.id : null);
  }

  #run(command: Command, expected: OracleAnswer): void {
    this.#waiting.push({ command, expected });
    if (this.#waiting.length >= this.#batch && command.kind !== "BUST") this.flush();
  }

  flush(busted: string | null = null): void {
    if (this.#waiting.length === 0) return;
    const commands = this.#waiting.map(({ command }) => command);
    const expected = this.#waiting.map((waiting) => waiting.expected);
    this.#waiting = [];
    const decided = this.real.decide(commands, this.oracle.now);
    expect(decided.outcomes.map((outcome) => (outcome.ok ? "OK" : outcome.refusal.kind))).toEqual(expected);
    this.real.record(decided, busted, this.oracle.now);
    this.#compare();
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
      bids: this.real
        .resting("BID", this.oracle.now)
        .map(({ id, price, remaining }) => [id, dollars(price), remaining]),
      asks: this.real
        .resting("ASK", this.oracle.now)
        .map(({ id, price, remaining }) => [id, dollars(price), remaining]),
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
      oracle.orders.reduce(
        (sum, order) => sum + (order.side === side && order.state !== "PAUSED" ? order.remaining : 0),
        0,
      );
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

describe("a market of bids and asks", () => {
  it(`does what the naive market does, through ${RUNS} sequences of orders, amendments, expiries, halts, pauses and defaults`, () => {
    fc.assert(
      fc.property(steps, shapes, (sequence, shape) => {
        const duel = new Duel(shape);
        for (const step of sequence) duel.step(step);
        duel.flush();
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
