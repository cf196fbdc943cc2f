import { setImmediate as breath } from "node:timers/promises";
import type { Caller } from "../caller.ts";
import { UNAVAILABLE_MESSAGES } from "../masking.ts";
import type { PublicError } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { SubgraphResult } from "../subgraphs/subgraph.ts";
import { Payload } from "./payload.ts";
import type { SubscriptionPlan } from "./plan.ts";
import type { Upstreams } from "./upstream.ts";

/** A subgraph that was never reached: tell the client soon. One that restarts: be patient. */
const ATTEMPTS_MAX = { first: 3, again: 120 } as const;
const PAUSE_MILLISECONDS = { first: 100, max: 5_000 } as const;
/** Events that wait while one is answered. Beyond this the subgraph is asked again, for a fresh snapshot. */
const WAITING_EVENTS_MAX = 1_000;

/** Between so many, others get their turn: thousands of sends in one go would hold up every request for their time. */
const TOLD_AT_ONCE = 250;

/**
 * `latest`: each message carries the whole state, so only the newest matters, and a late joiner is given it.
 * `every`: each message counts; none is dropped, and a gap is closed by subscribing again.
 */
export type Delivery = "latest" | "every";

/** Someone who watches a live query. A payload is one object for all of them. */
export type Watcher = Readonly<{
  next: (payload: Payload) => void;
  error: (errors: PublicError[]) => void;
  complete: () => void;
}>;

type Farewell = (watcher: Watcher) => void;

export type LiveQueryOptions = Readonly<{
  plan: SubscriptionPlan;
  variables: Record<string, unknown>;
  caller: Caller;
  context: RequestContext;
  upstreams: Upstreams;
  delivery: Delivery;
  /** Called once, when nobody watches any more or the subgraph ended it. */
  over: () => void;
}>;

/** One subscription on a subgraph, answered once per event, for everybody who watches the same thing. */
export class LiveQuery {
  readonly #options: LiveQueryOptions;
  readonly #watchers = new Set<Watcher>();
  readonly #waiting: SubgraphResult[] = [];
  #last: Payload | null = null;
  #answering = false;
  #over = false;
  #attempt = 0;
  #established = false;
  #generation = 0;
  #leaveUpstream: () => void = () => {};
  #pause: NodeJS.Timeout | null = null;
  #farewell: Farewell | null = null;

  constructor(options: LiveQueryOptions) {
    this.#options = options;
    this.#subscribe();
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Returns a function that stops watching; the last to leave ends the subscription on the subgraph. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    if (this.#last !== null && this.#options.delivery === "latest") watcher.next(this.#last);
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#end();
    };
  }

  #subscribe(): void {
    const { plan, variables, caller, upstreams } = this.#options;
    const generation = ++this.#generation;
    const current = (act: () => void) => () => {
      if (generation === this.#generation && !this.#over) act();
    };
    const used: Record<string, unknown> = {};
    for (const name of plan.variableNames) if (Object.hasOwn(variables, name)) used[name] = variables[name];
    this.#leaveUpstream = upstreams.subscribe(
      plan.subgraph,
      { query: plan.query, operationName: plan.operationName, variables: used, caller },
      {
        event: (event) => current(() => this.#event(event))(),
        refused: (errors) => current(() => this.#finishLater((watcher) => watcher.error(errors)))(),
        ended: current(() => this.#finishLater((watcher) => watcher.complete())),
        lost: current(() => this.#again()),
      },
    );
  }

  #again(): void {
    this.#attempt += 1;
    if (this.#attempt >= (this.#established ? ATTEMPTS_MAX.again : ATTEMPTS_MAX.first)) {
      const code = "SUBGRAPH_UNAVAILABLE";
      const errors = [{ message: UNAVAILABLE_MESSAGES[code], extensions: { code } } as const];
      this.#finish((watcher) => watcher.error([...errors]));
      return;
    }
    const longest = Math.min(PAUSE_MILLISECONDS.max, PAUSE_MILLISECONDS.first * 2 ** this.#attempt);
    // Full jitter: a restarted subgraph is not met by everybody at once.
    this.#pause = setTimeout(() => this.#subscribe(), Math.random() * longest);
  }

  #event(event: SubgraphResult): void {
    this.#attempt = 0;
    this.#established = true;
    if (this.#options.delivery === "latest") this.#waiting.length = 0;
    this.#waiting.push(event);
    if (this.#waiting.length > WAITING_EVENTS_MAX) {
      this.#waiting.length = 0;
      this.#leaveUpstream();
      this.#subscribe();
    } else if (!this.#answering) void this.#answerWaiting();
  }

  async #answerWaiting(): Promise<void> {
    const { plan, variables, context } = this.#options;
    this.#answering = true;
    for (let event = this.#waiting.shift(); event && !this.#over; event = this.#waiting.shift()) {
      const payload = new Payload(await plan.answer(variables, context, event));
      if (this.#over) break;
      this.#last = payload;
      await this.#tell(payload);
    }
    this.#answering = false;
    if (this.#farewell) this.#finish(this.#farewell);
  }

  /** Tells all who watch now. Who comes meanwhile was given this payload when they came; who leaves is told nothing more. */
  async #tell(payload: Payload): Promise<void> {
    let told = 0;
    for (const watcher of [...this.#watchers]) {
      if (told > 0 && told % TOLD_AT_ONCE === 0) await breath();
      if (this.#over) return;
      if (this.#watchers.has(watcher)) watcher.next(payload);
      told += 1;
    }
  }

  /** Says goodbye after what came before it was answered. */
  #finishLater(farewell: Farewell): void {
    if (this.#answering) this.#farewell = farewell;
    else this.#finish(farewell);
  }

  #finish(tell: Farewell): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    this.#end();
    for (const watcher of watchers) tell(watcher);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#pause) clearTimeout(this.#pause);
    this.#leaveUpstream();
    this.#options.over();
  }
}
