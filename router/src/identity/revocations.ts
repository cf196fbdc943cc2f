import { SessionRevoked } from "@outcry/contracts";
import type { Logger } from "pino";

/** Well below the five seconds within which a revocation must be effective. */
const LOOK_MILLISECONDS = 1_000;
const EVENTS_PER_LOOK = 500;
/** The rest is read a second later. */
const PAGES_PER_LOOK_MAX = 1_000;
/** A token cannot be older than this, so neither need a revocation be. Room for clocks that differ. */
const SWEEP_MILLISECONDS = 60_000;

/** A subgraph's event feed, as far as the router reads it. */
export interface RevocationFeed {
  read(page: {
    consumer: string;
    after: bigint;
    limit: number;
  }): Promise<readonly { type: string; payload: Record<string, unknown>; position: bigint }[]>;
}

/** Sessions that ended before their tokens did. */
export interface RevocationList {
  isRevoked(sessionId: string): boolean;
  /** Calls back once for each session revoked from now on. */
  onRevoked(listener: (sessionId: string) => void): void;
  close(): void;
}

export const noRevocations: RevocationList = { isRevoked: () => false, onRevoked: () => {}, close: () => {} };

/**
 * Follows identity's feed from its beginning: events are kept 30 days and revocations are few, and a router that
 * starts must know those of the last quarter of an hour.
 */
export class PolledRevocations implements RevocationList {
  readonly #feed: RevocationFeed;
  readonly #log: Logger;
  /** Session id to the time its tokens end by themselves. */
  readonly #revoked = new Map<string, number>();
  readonly #listeners: ((sessionId: string) => void)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #after = 0n;
  #looking = false;
  #failing = false;

  constructor(feed: RevocationFeed, log: Logger) {
    this.#feed = feed;
    this.#log = log;
    this.#timers.push(
      setInterval(() => void this.look(), LOOK_MILLISECONDS).unref(),
      setInterval(() => this.#sweep(), SWEEP_MILLISECONDS).unref(),
    );
  }

  isRevoked(sessionId: string): boolean {
    return this.#revoked.has(sessionId);
  }

  onRevoked(listener: (sessionId: string) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Reads what is new. A feed that does not answer is tried again a second later. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (let page = 0; page < PAGES_PER_LOOK_MAX; page += 1) if (!(await this.#readPage())) break;
      this.#failing = false;
    } catch (err) {
      if (!this.#failing) this.#log.warn({ err }, "identity's feed of revoked sessions cannot be read");
      this.#failing = true;
    }
    this.#looking = false;
  }

  /** True when there may be more. */
  async #readPage(): Promise<boolean> {
    const events = await this.#feed.read({ consumer: "router", after: this.#after, limit: EVENTS_PER_LOOK });
    for (const event of events) {
      if (event.type === SessionRevoked.type) this.#revoke(event.payload);
      this.#after = event.position;
    }
    return events.length === EVENTS_PER_LOOK;
  }

  #revoke(payload: Record<string, unknown>): void {
    const { sessionId, tokensExpireAt } = SessionRevoked.read({ payload });
    const until = Date.parse(tokensExpireAt) + SWEEP_MILLISECONDS;
    if (until < Date.now()) return;
    this.#revoked.set(sessionId, until);
    for (const listener of this.#listeners) listener(sessionId);
  }

  #sweep(): void {
    const now = Date.now();
    for (const [sessionId, until] of this.#revoked) if (until < now) this.#revoked.delete(sessionId);
  }
}
