import { connect, type Socket } from "node:net";
import {
  CONNECT_MILLISECONDS_MAX,
  GRAPH_HEADERS,
  KEEP_ALIVE_MILLISECONDS,
  type TransportCall,
} from "../transport.ts";
import { ResponseReader } from "./response.ts";

const READ_BYTES = 64 * 1024;
/** A socket is not used in the last moments of its life, lest the other side has just closed it. */
const CLOSING_MILLISECONDS = 1_000;

/** All sockets are read into this: whoever reads has taken everything out of it before another does. */
const arriving = Buffer.allocUnsafeSlow(READ_BYTES);

/** What is not allowed in a header's value: it could begin another header. */
const NOT_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

export type Origin = Readonly<{
  host: string;
  port: number;
  /** How each request goes on after its path. */
  opening: string;
  /** How each call of the graph begins, with what is the same in all of them. */
  graphOpening: string;
}>;

/** Writes once what requests to a subgraph begin with. */
export function originOf(url: string): Origin {
  const { hostname, port, host, pathname, search } = new URL(url);
  const opening = ` HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  const fixed = Object.entries(GRAPH_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || 80),
    opening,
    graphOpening: `POST ${pathname}${search}${opening}${fixed.join("")}`,
  };
}

/** What a connection tells whoever uses it. */
export type ConnectionEvents = Readonly<{
  /** The response under way is whole. */
  answered: (connection: Connection, response: ResponseReader, now: number) => void;
  /** The socket is gone; the response under way, if any, never came. */
  lost: (connection: Connection, reason: Error) => void;
}>;

/** One socket to a subgraph, with at most one request under way. */
export class Connection {
  readonly #socket: Socket;
  readonly #origin: Origin;
  readonly #events: ConnectionEvents;
  #response: ResponseReader | null = null;
  #fault: Error | null = null;
  #usableUntil = Number.POSITIVE_INFINITY;

  constructor(origin: Origin, events: ConnectionEvents) {
    const { host, port } = origin;
    this.#origin = origin;
    this.#events = events;
    const onread = { buffer: arriving, callback: (count: number) => this.#read(count) };
    this.#socket = connect({ host, port, noDelay: true, onread });
    const impatient = setTimeout(
      () => this.destroy(new Error("the connection took too long")),
      CONNECT_MILLISECONDS_MAX,
    );
    this.#socket.once("connect", () => clearTimeout(impatient));
    this.#socket.on("error", (fault) => {
      this.#fault ??= fault;
    });
    this.#socket.once("close", () => {
      clearTimeout(impatient);
      this.#closed();
    });
  }

  /** Whether the next request may go this way. */
  isUsable(now: number): boolean {
    return now < this.#usableUntil && this.#socket.writable;
  }

  /** Sends a request. Throws when a header could not be sent. */
  send({ path, headers, body }: TransportCall): void {
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    const { opening, graphOpening } = this.#origin;
    let head = path === undefined ? graphOpening : `POST ${path}${opening}`;
    for (const name in headers) {
      const value = headers[name] as string;
      if (NOT_A_VALUE.test(value)) throw new TypeError(`${name} cannot be sent`);
      head += `${name}: ${value}\r\n`;
    }
    head += `content-length: ${bytes}\r\n\r\n`;
    this.#response = new ResponseReader();
    const socket = this.#socket;
    // In one piece, where every character is a byte.
    if (typeof body === "string" && bytes === body.length) {
      socket.write(head + body, "latin1");
      return;
    }
    socket.cork();
    socket.write(head, "latin1");
    socket.write(body);
    socket.uncork();
  }

  /** Closes the socket; `lost` is called with the reason. */
  destroy(reason: Error): void {
    this.#fault ??= reason;
    this.#socket.destroy();
  }

  #read(count: number): boolean {
    const response = this.#response;
    if (!response) {
      this.destroy(new Error("the subgraph spoke unasked"));
      return false;
    }
    try {
      if (response.read(arriving.subarray(0, count))) this.#answered(response);
    } catch (fault) {
      this.destroy(fault as Error);
    }
    return true;
  }

  #answered(response: ResponseReader): void {
    this.#response = null;
    // Answered before it had heard everything: what is left to send must not be taken for the next request.
    const isReusable = response.isReusable && this.#socket.writableLength === 0;
    const { keptMilliseconds } = response;
    const usable =
      keptMilliseconds === null ? KEEP_ALIVE_MILLISECONDS : keptMilliseconds - CLOSING_MILLISECONDS;
    const now = Date.now();
    this.#usableUntil = isReusable ? now + usable : 0;
    this.#events.answered(this, response, now);
  }

  #closed(): void {
    const response = this.#response;
    this.#usableUntil = 0;
    if (response && !this.#fault && response.close()) {
      this.#response = null;
      this.#events.answered(this, response, Date.now());
    }
    this.#events.lost(this, this.#fault ?? new Error("the subgraph closed the connection"));
  }
}
