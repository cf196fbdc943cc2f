import type { IncomingMessage } from "node:http";
import type { Caller } from "../caller.ts";
import type { Edge } from "../http/admission.ts";
import type { Reply } from "../http/reply.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import type { PublicError } from "../refusal.ts";
import { Refusal } from "../refusal.ts";
import type { Hub } from "./hub.ts";
import { isBehind, type Outlet, SlowReaderGuard } from "./outlet.ts";
import type { Payload } from "./payload.ts";
import type { Places } from "./places.ts";

/** Proxies close what is silent. */
const KEEP_ALIVE_MILLISECONDS = 12_000;
const BEHIND_MILLISECONDS_MAX = 30_000;
const CHECK_MILLISECONDS = 1_000;

export type Streaming = Readonly<{
  prepared: Prepared;
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  caller: Caller;
  address: string;
}>;

export const wantsEventStream = ({ headers }: IncomingMessage): boolean =>
  headers.accept?.includes("text/event-stream") ?? false;

type Open = { stream: EventStream; caller: Caller };

/** Subscriptions over HTTP (graphql-sse, "distinct connections" mode), for clients without WebSocket. */
export class EventStreams {
  readonly #hub: Hub;
  readonly #places: Places;
  readonly #open = new Set<Open>();
  readonly #timer: NodeJS.Timeout;

  constructor(edge: Edge, hub: Hub, places: Places) {
    this.#hub = hub;
    this.#places = places;
    this.#timer = setInterval(() => this.#check(), CHECK_MILLISECONDS).unref();
    edge.identity.revocations.onRevoked((sessionId) => {
      for (const { stream, caller } of this.#open) if (caller.sessionId === sessionId) stream.end();
    });
  }

  /** Throws `Refusal` before the stream begins; afterwards errors are events. */
  serve(response: Reply, { prepared, operation, variables, caller, address }: Streaming): void {
    const ofAddress = this.#places.forAddress(address);
    const ofCaller = ofAddress && this.#places.forCaller(caller);
    if (!ofAddress || !ofCaller) {
      ofAddress?.();
      throw new Refusal("RATE_LIMITED", 429, "Too many streams are open.", { "retry-after": "10" });
    }
    const stream = new EventStream(response);
    const open = { stream, caller };
    this.#open.add(open);
    response.on("close", () => {
      this.#open.delete(open);
      ofAddress();
      ofCaller();
    });
    stream.begin(this.#hub, { prepared, operation, variables, caller });
  }

  /** Ends all streams; clients connect again, elsewhere. */
  close(): void {
    clearInterval(this.#timer);
    for (const { stream } of this.#open) stream.end();
  }

  #check(): void {
    const now = Date.now();
    for (const { stream, caller } of this.#open)
      if ((caller.expiresAt && caller.expiresAt.getTime() <= now) || stream.isStuck(now)) stream.end();
  }
}

class EventStream implements Outlet {
  readonly #response: Reply;
  readonly #keepAlive: NodeJS.Timeout;
  #behindSince: number | null = null;

  constructor(response: Reply) {
    this.#response = response;
    this.#keepAlive = setInterval(() => this.send(":\n\n"), KEEP_ALIVE_MILLISECONDS).unref();
  }

  begin(hub: Hub, subscribing: Omit<Streaming, "address">): void {
    const response = this.#response;
    const early: Payload[] = [];
    let guard: SlowReaderGuard | null = null;
    let leave: () => void = () => {};
    const start = () => {
      leave();
      guard = null;
      const watching = hub.watch(subscribing, {
        next: (payload) => (guard ? guard.next(payload) : early.push(payload)),
        error: (errors) => this.#finish(errors),
        complete: () => this.#finish(),
      });
      leave = watching.leave;
      guard = new SlowReaderGuard(this, watching.delivery, ({ json }) =>
        this.send(`event: next\ndata: ${json}\n\n`),
      );
    };
    start(); // Throws before anything was sent.
    response.writeHead(200, [
      ...response.standing,
      ...["vary", "Origin"],
      ...["content-type", "text/event-stream; charset=utf-8"],
      ...["cache-control", "no-cache, no-transform"],
      ...["x-accel-buffering", "no"],
    ]);
    response.flushHeaders();
    for (const payload of early.splice(0)) (guard as SlowReaderGuard | null)?.next(payload);
    response.on("drain", () => {
      if (guard?.drained()) start();
    });
    response.on("close", () => {
      clearInterval(this.#keepAlive);
      leave();
    });
  }

  buffered(): number {
    return this.#response.writableLength;
  }

  send(text: string): void {
    if (!this.#response.writableEnded) this.#response.write(text);
  }

  end(): void {
    this.#response.end();
    if (isBehind(this)) this.#response.destroy();
  }

  isStuck(now: number): boolean {
    this.#behindSince = isBehind(this) ? (this.#behindSince ?? now) : null;
    return this.#behindSince !== null && now - this.#behindSince >= BEHIND_MILLISECONDS_MAX;
  }

  #finish(errors?: PublicError[]): void {
    if (errors) this.send(`event: next\ndata: ${JSON.stringify({ errors })}\n\n`);
    this.send("event: complete\ndata:\n\n");
    this.#response.end();
  }
}
