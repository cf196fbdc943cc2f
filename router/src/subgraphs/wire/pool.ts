import {
  type Answer,
  CALLS_MAX,
  DeadlineExceeded,
  type Transport,
  type TransportCall,
} from "../transport.ts";
import { Connection, type ConnectionEvents, type Origin, originOf } from "./connection.ts";
import type { ResponseReader } from "./response.ts";

/** A call on its way: waiting for a socket, or sent on one. */
class Exchange {
  readonly call: TransportCall;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
  timer: NodeJS.Timeout | undefined;
  connection: Connection | null = null;

  constructor(call: TransportCall, resolve: (answer: Answer) => void, reject: (reason: Error) => void) {
    this.call = call;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/**
 * Plain HTTP/1.1 to one subgraph, over sockets that are kept. It does what a gateway needs of HTTP (requests whole, in one write
 * each; answers whole, as text), for a third of what a general client costs the router per call.
 */
export class WirePool implements Transport {
  readonly #origin: Origin;
  readonly #events: ConnectionEvents;
  /** Sockets without a request, the one used last at the end: the others may rest and be closed. */
  readonly #idle: Connection[] = [];
  /**
   * All sockets, those included that are closing, and what each is busy with. A socket stays in it while it is open: a Map that exchanges
   * come to and go from has V8's young collections keep them (see `makeBusy` of the kernel).
   */
  readonly #open = new Map<Connection, Exchange | null>();
  readonly #waiting = new Set<Exchange>();
  #isClosed = false;

  constructor(url: string) {
    this.#origin = originOf(url);
    this.#events = {
      answered: (connection, response, now) => this.#answered(connection, response, now),
      lost: (connection, reason) => this.#lost(connection, reason),
    };
  }

  post(call: TransportCall): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error("the transport is closed"));
      const exchange = new Exchange(call, resolve, reject);
      exchange.timer = setTimeout(overdue, call.deadlineMilliseconds, this, exchange);
      const connection = this.#connection();
      if (connection) this.#send(connection, exchange);
      else this.#waiting.add(exchange);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const reason = new Error("the transport was closed");
    for (const exchange of this.#waiting) {
      clearTimeout(exchange.timer);
      exchange.reject(reason);
    }
    this.#waiting.clear();
    for (const connection of this.#open.keys()) connection.destroy(reason);
  }

  giveUp(exchange: Exchange): void {
    this.#waiting.delete(exchange);
    exchange.reject(new DeadlineExceeded());
    exchange.connection?.destroy(new DeadlineExceeded());
  }

  #connection(): Connection | null {
    const now = Date.now();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.isUsable(now)) return idle;
      idle.destroy(new Error("kept long enough"));
    }
    if (this.#open.size >= CALLS_MAX) return null;
    const made = new Connection(this.#origin, this.#events);
    this.#open.set(made, null);
    return made;
  }

  #send(connection: Connection, exchange: Exchange): void {
    exchange.connection = connection;
    this.#open.set(connection, exchange);
    try {
      connection.send(exchange.call);
    } catch (fault) {
      connection.destroy(fault as Error);
    }
  }

  #answered(connection: Connection, response: ResponseReader, now: number): void {
    const exchange = this.#open.get(connection);
    if (exchange) this.#open.set(connection, null);
    if (connection.isUsable(now)) this.#idle.push(connection);
    else connection.destroy(new Error("no longer usable"));
    if (exchange) {
      clearTimeout(exchange.timer);
      exchange.resolve(response.answer);
    }
    if (this.#waiting.size > 0) this.#serveNext();
  }

  #lost(connection: Connection, reason: Error): void {
    const exchange = this.#open.get(connection);
    this.#open.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
    if (exchange) {
      clearTimeout(exchange.timer);
      exchange.reject(reason);
    }
    if (this.#waiting.size > 0) this.#serveNext();
  }

  #serveNext(): void {
    const [next] = this.#waiting;
    const connection = next && this.#connection();
    if (!next || !connection) return;
    this.#waiting.delete(next);
    this.#send(connection, next);
  }
}

const overdue = (pool: WirePool, exchange: Exchange): void => pool.giveUp(exchange);
