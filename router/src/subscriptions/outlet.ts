import type { Delivery } from "./live-query.ts";
import type { Payload } from "./payload.ts";

/** A reader with more than this unread gets only the newest state of each subscription until it catches up. */
const COALESCE_BYTES = 64 * 1024;
/** For subscriptions of which every message counts. Beyond this there is a gap, closed by a fresh start. */
const BUFFER_BYTES_MAX = 1024 * 1024;

/** A connection to one client that can be slow. */
export interface Outlet {
  /** Bytes handed over that the client has not taken yet. */
  buffered(): number;
}

/** One subscription's way out through an outlet: never lets a slow reader's messages pile up. */
export class SlowReaderGuard {
  readonly #outlet: Outlet;
  readonly #delivery: Delivery;
  readonly #send: (payload: Payload) => void;
  #newest: Payload | null = null;
  #gap = false;

  constructor(outlet: Outlet, delivery: Delivery, send: (payload: Payload) => void) {
    this.#outlet = outlet;
    this.#delivery = delivery;
    this.#send = send;
  }

  next(payload: Payload): void {
    if (this.#delivery === "latest") {
      if (this.#outlet.buffered() > COALESCE_BYTES) this.#newest = payload;
      else {
        this.#newest = null;
        this.#send(payload);
      }
      return;
    }
    if (this.#outlet.buffered() > BUFFER_BYTES_MAX) this.#gap = true;
    if (!this.#gap) this.#send(payload);
  }

  /** To be called when the client took something. True when messages were dropped, and it must start afresh. */
  drained(): boolean {
    if (this.#outlet.buffered() > COALESCE_BYTES) return false;
    const newest = this.#newest;
    this.#newest = null;
    if (newest !== null) this.#send(newest);
    const gap = this.#gap;
    this.#gap = false;
    return gap;
  }
}

/** True while a reader is too far behind to be sent anything but the newest. */
export const isBehind = (outlet: Outlet): boolean => outlet.buffered() > COALESCE_BYTES;
