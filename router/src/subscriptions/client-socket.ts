import type { Duplex } from "node:stream";
import { newId } from "@outcry/kernel";
import type { WebSocket } from "ws";
import { ANONYMOUS, type Caller } from "../caller.ts";
import { admit, type Edge } from "../http/admission.ts";
import { parametersIn } from "../http/parameters.ts";
import { UNAVAILABLE_MESSAGES } from "../masking.ts";
import { badRequest, type PublicError, Refusal } from "../refusal.ts";
import { openingOf } from "./frames.ts";
import type { Hub, Watching } from "./hub.ts";
import { readMessage, type SubscribeMessage } from "./messages.ts";
import { isBehind, type Outlet, SlowReaderGuard } from "./outlet.ts";
import type { Payload } from "./payload.ts";

/** The protocol's close codes (graphql-transport-ws), and ours. */
export const CLOSE = {
  goingAway: 1001,
  tryAgainLater: 1013,
  badMessage: 4400,
  unauthorized: 4401,
  /** Also at the end of a token's life: clients connect again, with a fresh one. */
  forbidden: 4403,
  subprotocol: 4406,
  initTimeout: 4408,
  subscriberExists: 4409,
  tooMany: 4429,
} as const;

const INIT_MILLISECONDS_MAX = 3_000;
const SUBSCRIPTIONS_MAX = 20;
/** A page sends a handful of messages when it opens. */
const MESSAGES = { burst: 100, perSecond: 20 } as const;
const TOO_MANY = { type: "too_many" } as const;
const BEHIND_MILLISECONDS_MAX = 30_000;

export type SocketSurroundings = Readonly<{
  edge: Edge;
  hub: Hub;
  address: string;
  /** Claims a place among the user's sockets. False when there is none. */
  claim: (caller: Caller) => boolean;
  unlimited: boolean;
}>;

type Subscription = { watching: Watching | null; guard: SlowReaderGuard | null; start: () => void };

/** One client's socket: graphql-transport-ws as its PROTOCOL.md says, with bounds on everything a client can repeat. */
export class ClientSocket implements Outlet {
  readonly #socket: WebSocket;
  /** What the socket itself writes to: frames that are ready go there, between its own. */
  readonly #stream: Duplex;
  readonly #around: SocketSurroundings;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #initTimer: NodeJS.Timeout;
  #caller: Caller = ANONYMOUS;
  #state: "opened" | "initialising" | "acknowledged" | "closed" = "opened";
  #behindSince: number | null = null;
  #messages: number = MESSAGES.burst;
  #messagesAt = Date.now();

  constructor(socket: WebSocket, stream: Duplex, around: SocketSurroundings) {
    this.#socket = socket;
    this.#stream = stream;
    this.#around = around;
    this.#initTimer = setTimeout(
      () => this.close(CLOSE.initTimeout, "Connection initialisation timeout"),
      INIT_MILLISECONDS_MAX,
    );
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.close(CLOSE.badMessage, "Messages are text");
      else this.#receive(data.toString());
    });
    socket.on("close", () => this.#closed());
    stream.on("drain", () => this.#onTaken());
  }

  get caller(): Caller {
    return this.#caller;
  }

  buffered(): number {
    return this.#stream.writableLength;
  }

  #send(message: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(message);
  }

  #sendNext(opening: Buffer, payload: Payload): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#stream.write(payload.frame(opening));
    if (this.#stream.writableLength > 0) payload.leaveFrame();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#closed();
  }

  /** Looks at what only time brings: the end of a token, a reader that stopped reading. */
  check(now: number): void {
    const { expiresAt } = this.#caller;
    if (expiresAt && expiresAt.getTime() <= now) this.close(CLOSE.forbidden, "Credentials expired");
    else if (!isBehind(this)) this.#behindSince = null;
    else if (this.#behindSince === null) this.#behindSince = now;
    else if (now - this.#behindSince >= BEHIND_MILLISECONDS_MAX) {
      this.close(CLOSE.tryAgainLater, "Too slow");
      this.#socket.terminate(); // It does not read, so it would not read the close frame either.
    }
  }

  #closed(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#initTimer);
    for (const { watching } of this.#subscriptions.values()) watching?.leave();
    this.#subscriptions.clear();
  }

  #onTaken(): void {
    if (this.#state === "closed" || this.#subscriptions.size === 0) return;
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.guard?.drained()) continue;
      subscription.watching?.leave();
      subscription.start();
    }
  }

  #receive(text: string): void {
    if (this.#state === "closed") return;
    const message = this.#mayReceive() ? readMessage(text) : TOO_MANY;
    switch (message?.type) {
      case "connection_init":
        void this.#initialise(message.payload);
        return;
      case "ping":
        this.#send('{"type":"pong"}');
        return;
      case "pong":
        return;
      case "subscribe":
        void this.#subscribe(message);
        return;
      case "complete":
        this.#subscriptions.get(message.id)?.watching?.leave();
        this.#subscriptions.delete(message.id);
        return;
      case "too_many":
        this.close(CLOSE.tooMany, "Too many messages");
        return;
      default:
        this.close(CLOSE.badMessage, "Invalid message received");
    }
  }

  #mayReceive(): boolean {
    const now = Date.now();
    const earned = ((now - this.#messagesAt) / 1_000) * MESSAGES.perSecond;
    this.#messages = Math.min(MESSAGES.burst, this.#messages + earned) - 1;
    this.#messagesAt = now;
    return this.#messages >= 0;
  }

  async #initialise(parameters: Record<string, unknown>): Promise<void> {
    if (this.#state !== "opened") return this.close(CLOSE.tooMany, "Too many initialisation requests");
    this.#state = "initialising";
    const { edge, address, claim } = this.#around;
    clearTimeout(this.#initTimer);
    try {
      const caller = await edge.identity.fromConnection(parameters);
      if (this.#isClosed()) return;
      if (!claim(caller)) return this.close(CLOSE.tooMany, "Too many sockets");
      this.#caller = caller;
      this.#state = "acknowledged";
      this.#send('{"type":"connection_ack"}');
    } catch (fault) {
      if (fault instanceof Refusal && fault.status === 401) {
        await edge.rates.refusedCredentials(address).catch(() => {});
        this.close(CLOSE.forbidden, "Forbidden");
      } else {
        if (!(fault instanceof Refusal)) edge.log.error({ err: fault }, "a socket could not be initialised");
        this.close(CLOSE.tryAgainLater, "Try again later");
      }
    }
  }

  async #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    if (this.#state !== "acknowledged") return this.close(CLOSE.unauthorized, "Unauthorized");
    if (this.#subscriptions.has(id))
      return this.close(CLOSE.subscriberExists, `Subscriber for ${id} already exists`);
    const subscription: Subscription = { watching: null, guard: null, start: () => {} };
    this.#subscriptions.set(id, subscription);
    try {
      if (this.#subscriptions.size > SUBSCRIPTIONS_MAX && !this.#around.unlimited)
        throw new Refusal(
          "RATE_LIMITED",
          429,
          `A socket carries at most ${SUBSCRIPTIONS_MAX} subscriptions.`,
        );
      await this.#open(id, payload, subscription);
    } catch (fault) {
      if (this.#subscriptions.get(id) === subscription) this.#fail(id, this.#errorsOf(fault));
    }
  }

  async #open(id: string, payload: Record<string, unknown>, subscription: Subscription): Promise<void> {
    const { edge, hub, address } = this.#around;
    const parameters = parametersIn(payload);
    const caller = this.#caller;
    await edge.rates.request(caller, address);
    const admitted = await admit(edge, parameters, caller, address);
    if (!admitted) throw badRequest("There is no query.");
    const { prepared, operation } = admitted;
    if (!operation)
      throw new Refusal("OPERATION_RESOLUTION_FAILURE", 400, "Say which operation of the document to run.");
    // One way in for queries and mutations means one set of rates, retries and caches to reason about.
    if (operation.node.operation !== "subscription")
      throw badRequest("Only subscriptions are served on this socket. Send queries and mutations over HTTP.");
    const opening = openingOf(id);
    subscription.start = () => {
      if (this.#subscriptions.get(id) !== subscription) return; // The client left while we were looking.
      let delivery: Watching["delivery"] | null = null;
      const early: Payload[] = [];
      const watcher = {
        next: (payload: Payload) =>
          subscription.guard ? subscription.guard.next(payload) : early.push(payload),
        error: (errors: PublicError[]) => this.#fail(id, errors),
        complete: () => this.#complete(id),
      };
      subscription.guard = null;
      subscription.watching = hub.watch(
        { prepared, operation, variables: parameters.variables, caller },
        watcher,
      );
      delivery = subscription.watching.delivery;
      const guard = new SlowReaderGuard(this, delivery, (ready) => this.#sendNext(opening, ready));
      subscription.guard = guard;
      for (const ready of early) guard.next(ready);
    };
    subscription.start();
  }

  #errorsOf(fault: unknown): PublicError[] {
    if (fault instanceof Refusal) return fault.errors;
    const reference = newId();
    this.#around.edge.log.error({ reference, err: fault }, "a subscription failed");
    return [
      {
        message: `${UNAVAILABLE_MESSAGES.SUBGRAPH_UNAVAILABLE}`,
        extensions: { code: "INTERNAL", reference },
      },
    ];
  }

  #fail(id: string, errors: PublicError[]): void {
    this.#subscriptions.delete(id);
    this.#send(JSON.stringify({ id, type: "error", payload: errors }));
  }

  #complete(id: string): void {
    this.#subscriptions.delete(id);
    this.#send(JSON.stringify({ id, type: "complete" }));
  }

  #isClosed(): boolean {
    return this.#state === "closed";
  }
}
