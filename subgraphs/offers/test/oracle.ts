/**
 * The market as a naive person would run it: one list of everything, looked through from end to end for each piece.
 * Slow and obvious on purpose. The property tests hold the real thing against it.
 */
export type OracleSide = "BID" | "ASK";
export type OracleOrder = {
  id: string;
  side: OracleSide;
  user: string;
  price: number;
  quantity: number;
  filled: number;
  remaining: number;
  withdrawn: number;
  state: "ACTIVE" | "PAUSED" | "FILLED" | "CANCELLED" | "EXPIRED";
  time: number;
  expires: number;
};
export type OracleTrade = {
  bid: string;
  ask: string;
  price: number;
  quantity: number;
  busted: boolean;
};
export type OracleAnswer =
  | "OK"
  | "SelfTrade"
  | "PriceMoved"
  | "InvalidTransition"
  | "NotFound"
  | "PaymentMethodRequired"
  | "Validation";

export class Oracle {
  readonly orders: OracleOrder[] = [];
  readonly trades: OracleTrade[] = [];
  sequence = 0;
  now = 0;
  halted = false;
  /** Who has no way to pay that works. */
  readonly penniless = new Set<string>();
  /** What became busted while the market was halted, in the order in which it did. */
  readonly waiting: { trade: OracleTrade; defaultedBy: "BUYER" | "SELLER" }[] = [];

  #open = (order: OracleOrder) => order.remaining > 0 && order.expires > this.now;
  #rests = (order: OracleOrder) => this.#open(order) && order.state !== "PAUSED";

  /** The one resting order that trades next on a side, found by looking at all of them. */
  #best(side: OracleSide): OracleOrder | undefined {
    let best: OracleOrder | undefined;
    for (const order of this.orders) {
      if (order.side !== side || !this.#rests(order)) continue;
      const cheaper = best !== undefined && order.price < best.price;
      const better = best !== undefined && (side === "ASK" ? cheaper : order.price > best.price);
      if (!best || better || (order.price === best.price && order.time < best.time)) best = order;
    }
    return best;
  }

  #crossing(order: OracleOrder): OracleOrder | undefined {
    const best = this.#best(order.side === "BID" ? "ASK" : "BID");
    if (!best) return undefined;
    const crosses = order.side === "BID" ? order.price >= best.price : order.price <= best.price;
    return crosses ? best : undefined;
  }

  /** One piece at a time, until nothing crosses. Returns whether it met its own owner. */
  #trade(order: OracleOrder): boolean {
    while (order.remaining > 0) {
      const resting = this.#crossing(order);
      if (!resting) return false;
      if (resting.user === order.user) return true;
      for (const side of [order, resting]) {
        side.remaining -= 1;
        side.filled += 1;
        if (side.remaining === 0) side.state = "FILLED";
      }
      const [bid, ask] = order.side === "BID" ? [order, resting] : [resting, order];
      const last = this.trades.at(-1);
      const same = last?.bid === bid.id && last.ask === ask.id && this.#sameCommand;
      if (last && same) last.quantity += 1;
      else this.trades.push({ bid: bid.id, ask: ask.id, price: resting.price, quantity: 1, busted: false });
      this.#sameCommand = true;
    }
    return false;
  }
  #sameCommand = false;

  /** Runs a change; undoes all of it when it turns out to be refused. */
  #attempt(change: () => OracleAnswer): OracleAnswer {
    const orders = this.orders.map((order) => ({ ...order }));
    const trades = this.trades.map((trade) => ({ ...trade }));
    this.#sameCommand = false;
    this.sequence += 1;
    const answer = change();
    if (answer === "OK") return answer;
    this.sequence -= 1;
    this.orders.splice(0, this.orders.length, ...orders);
    this.trades.splice(0, this.trades.length, ...trades);
    return answer;
  }

  place(
    id: string,
    side: OracleSide,
    user: string,
    price: number,
    quantity: number,
    days: number,
  ): OracleAnswer {
    if (this.halted) return "InvalidTransition";
    if (side === "BID" && this.penniless.has(user)) return "PaymentMethodRequired";
    return this.#attempt(() => {
      const expires = this.now + days * 24;
      const order: OracleOrder = {
        ...{ id, side, user, price, quantity, expires },
        ...{ filled: 0, remaining: quantity, withdrawn: 0, state: "ACTIVE", time: this.sequence },
      };
      const own = this.#trade(order);
      this.orders.push(order);
      return own ? "SelfTrade" : "OK";
    });
  }

  halt(halted: boolean): void {
    if (halted !== this.halted) this.sequence += 1;
    this.halted = halted;
  }

  take(id: string, side: OracleSide, user: string, limit: number): OracleAnswer {
    if (this.halted) return "InvalidTransition";
    if (side === "BID" && this.penniless.has(user)) return "PaymentMethodRequired";
    const best = this.#best(side === "BID" ? "ASK" : "BID");
    if (!best || (side === "BID" ? best.price > limit : best.price < limit)) return "PriceMoved";
    if (best.user === user) return "SelfTrade";
    return this.#attempt(() => {
      this.orders.push({
        ...{ id, side, user, price: best.price, quantity: 1, expires: this.now },
        ...{ filled: 0, remaining: 1, withdrawn: 0, state: "ACTIVE", time: this.sequence },
      });
      const taker = this.orders.at(-1);
      if (taker) this.#trade(taker);
      return "OK";
    });
  }

  #own(id: string, user: string): OracleOrder | OracleAnswer {
    const order = this.orders.find((candidate) => candidate.id === id && candidate.user === user);
    if (!order) return "NotFound";
    return this.#open(order) ? order : "InvalidTransition";
  }

  cancel(id: string, user: string): OracleAnswer {
    const order = this.#own(id, user);
    if (typeof order === "string") return order;
    if (order.state !== "PAUSED") this.sequence += 1;
    this.#leave(order, "CANCELLED");
    return "OK";
  }

  #leave(order: OracleOrder, state: "CANCELLED" | "EXPIRED"): void {
    order.withdrawn += order.remaining;
    order.remaining = 0;
    order.state = state;
  }

  amend(id: string, user: string, price: number, quantity: number): OracleAnswer {
    if (this.halted) return "InvalidTransition";
    const found = this.#own(id, user);
    if (typeof found === "string") return found;
    if (quantity - found.filled - found.withdrawn < 1) return "Validation";
    const paused = found.state === "PAUSED";
    if (paused && this.penniless.has(user)) return "PaymentMethodRequired";
    return this.#attempt(() => {
      const order = found;
      order.state = "ACTIVE";
      const keeps = !paused && price === order.price && quantity <= order.quantity;
      order.price = price;
      order.remaining = quantity - order.filled - order.withdrawn;
      order.quantity = quantity;
      if (keeps) return "OK";
      order.time = this.sequence;
      return this.#trade(order) ? "SelfTrade" : "OK";
    });
  }

  sweep(): void {
    const over = this.orders.filter(({ state, expires }) => state === "ACTIVE" && expires <= this.now);
    if (over.length > 0) this.sequence += 1;
    for (const order of over) this.#leave(order, "EXPIRED");
  }

  /** Somebody's payment failed: their bids leave the book until they bring them back. */
  pause(user: string): void {
    this.penniless.add(user);
    const theirs = this.orders.filter((it) => it.user === user && it.side === "BID" && this.#rests(it));
    if (theirs.length > 0) this.sequence += 1;
    for (const order of theirs) order.state = "PAUSED";
  }

  /** Undoes a trade; in a halted market, once it goes on. */
  bust(trade: OracleTrade, defaultedBy: "BUYER" | "SELLER"): OracleAnswer {
    if (!this.halted) {
      this.#bust(trade, defaultedBy);
      return "OK";
    }
    this.waiting.push({ trade, defaultedBy });
    return "InvalidTransition";
  }

  #bust(trade: OracleTrade, defaultedBy: "BUYER" | "SELLER"): void {
    this.sequence += 1;
    this.#sameCommand = false;
    trade.busted = true;
    const order = (id: string) => this.orders.find((candidate) => candidate.id === id);
    const [bid, ask] = [order(trade.bid), order(trade.ask)];
    if (!bid || !ask) throw new Error("A trade of unknown orders.");
    const [innocent, defaulted] = defaultedBy === "BUYER" ? [ask, bid] : [bid, ask];
    for (const side of [innocent, defaulted]) side.filled -= trade.quantity;
    defaulted.withdrawn += trade.quantity;
    if (defaulted.state === "FILLED" && defaulted.filled === 0) defaulted.state = "CANCELLED";
    if (defaulted.remaining > 0) this.#leave(defaulted, "CANCELLED");
    const gone = innocent.state === "CANCELLED" || innocent.state === "EXPIRED";
    if (gone || innocent.expires <= this.now) {
      innocent.withdrawn += trade.quantity;
      if (innocent.state === "FILLED" && innocent.filled === 0) innocent.state = "EXPIRED";
      return;
    }
    innocent.remaining += trade.quantity;
    const pays = innocent.side === "ASK" || !this.penniless.has(innocent.user);
    innocent.state = innocent.state === "PAUSED" || !pays ? "PAUSED" : "ACTIVE";
    if (innocent.state === "PAUSED") return;
    if (this.#trade(innocent)) this.#leave(innocent, "CANCELLED");
  }

  standing = (): OracleTrade[] => this.trades.filter(({ busted }) => !busted);

  /** What rests on a side, in the order in which it would trade. */
  book(side: OracleSide): OracleOrder[] {
    const sign = side === "ASK" ? 1 : -1;
    return this.orders
      .filter((order) => order.side === side && this.#rests(order))
      .sort((left, right) => sign * (left.price - right.price) || left.time - right.time);
  }
}
