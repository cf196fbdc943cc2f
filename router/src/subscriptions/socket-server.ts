import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Caller } from "../caller.ts";
import type { AddressOf } from "../http/addresses.ts";
import type { Edge } from "../http/admission.ts";
import type { Origins } from "../http/origins.ts";
import { CLOSE, ClientSocket } from "./client-socket.ts";
import type { Hub } from "./hub.ts";
import type { Places } from "./places.ts";

const SUBPROTOCOL = "graphql-transport-ws";
/** Tokens end and readers fall behind: looked at once a second, for all sockets in one go. */
const CHECK_MILLISECONDS = 1_000;
/** Each socket is pinged every so many looks: in turns, as thousands of pings in one go hold up everything else. */
const PING_EVERY = 12;
const FAREWELL_MILLISECONDS_MAX = 1_000;

export type SocketServerOptions = Readonly<{
  edge: Edge;
  hub: Hub;
  origins: Origins;
  places: Places;
  addressOf: AddressOf;
  /** Without limits on how many, for load tests on one's own machine. */
  unlimited: boolean;
}>;

const TOO_MANY: [code: number, reason: string] = [CLOSE.tooMany, "Too many sockets"];

type Open = { socket: WebSocket; client: ClientSocket; isAlive: boolean; turn: number };

/** All clients' sockets, on the graph's own path. */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #open = new Set<Open>();
  readonly #timer: NodeJS.Timeout;
  readonly #server: WebSocketServer;
  #closing = false;
  #looks = 0;
  #nextTurn = 0;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: options.edge.limits.socketMessageBytes,
      // Compression contexts cost 300 KB a socket, and a bomb is 64 KB of zeros.
      perMessageDeflate: false,
      // Another protocol is accepted for long enough to say 4406: a refused handshake tells a browser nothing.
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : ([...offered][0] ?? false)),
    });
    this.#timer = setInterval(() => this.#look(), CHECK_MILLISECONDS).unref();
    options.edge.identity.revocations.onRevoked((sessionId) => {
      for (const { client } of this.#open)
        if (client.caller.sessionId === sessionId) client.close(CLOSE.forbidden, "Session ended");
    });
  }

  get size(): number {
    return this.#open.size;
  }

  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      if (request.url?.split("?", 1)[0] !== "/graphql" || this.#closing) {
        socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (client) => this.#connect(client, socket, request));
    });
  }

  /** Tells every client to go elsewhere, and waits a moment for it to hear. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    const farewells = [...this.#open].map(
      ({ socket, client }) =>
        new Promise<void>((resolve) => {
          socket.once("close", () => resolve());
          client.close(CLOSE.goingAway, "Going away");
        }),
    );
    const impatient = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL_MILLISECONDS_MAX).unref());
    await Promise.race([Promise.all(farewells), impatient]);
    for (const { socket } of this.#open) socket.terminate();
    await this.#options.hub.close();
    this.#server.close();
  }

  #connect(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    // A frame that is too large or no UTF-8: ws closes with the right code, we only must not crash on it.
    socket.on("error", () => {});
    const address = this.#options.addressOf(request);
    const refused = this.#refusalFor(socket, request);
    const ofAddress = refused ? null : this.#options.places.forAddress(address);
    if (!ofAddress) {
      socket.close(...(refused ?? TOO_MANY));
      return;
    }
    const released = [ofAddress];
    const claim = (caller: Caller): boolean => {
      const ofCaller = this.#options.places.forCaller(caller);
      if (ofCaller) released.push(ofCaller);
      return ofCaller !== null;
    };
    const { edge, hub, unlimited } = this.#options;
    const client = new ClientSocket(socket, stream, { edge, hub, address, claim, unlimited });
    const open: Open = { socket, client, isAlive: true, turn: this.#nextTurn };
    this.#nextTurn = (this.#nextTurn + 1) % PING_EVERY;
    this.#open.add(open);
    socket.on("pong", () => {
      open.isAlive = true;
    });
    socket.on("close", () => {
      this.#open.delete(open);
      for (const release of released) release();
    });
  }

  #refusalFor(socket: WebSocket, request: IncomingMessage): [code: number, reason: string] | null {
    if (socket.protocol !== SUBPROTOCOL) return [CLOSE.subprotocol, "Subprotocol not acceptable"];
    if (!this.#options.origins.allows(request)) return [CLOSE.forbidden, "Forbidden"];
    return null;
  }

  #look(): void {
    const now = Date.now();
    this.#looks += 1;
    const turn = this.#looks % PING_EVERY;
    for (const open of this.#open) {
      open.client.check(now);
      if (open.turn === turn) ping(open);
    }
  }
}

/** Ends a socket that did not answer the ping before. */
function ping(open: Open): void {
  if (!open.isAlive) open.socket.terminate();
  open.isAlive = false;
  if (open.socket.readyState === open.socket.OPEN) open.socket.ping();
}
