import { newId } from "@outcry/kernel";
import type { Logger } from "pino";
import { type Caller, identityOf } from "../caller.ts";
import type { Graph } from "../graph.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import { RequestContext } from "../request-context.ts";
import { type Delivery, LiveQuery, type Watcher } from "./live-query.ts";
import { planSubscription, type SubscriptionPlan } from "./plan.ts";
import type { Upstreams } from "./upstream.ts";

export type HubOptions = Readonly<{
  graph: Graph;
  upstreams: Upstreams;
  /** Root fields whose messages are changes, not states: none is dropped or shared with a late joiner. */
  everyMessage: ReadonlySet<string>;
  log: Logger;
}>;

export type Subscribing = Readonly<{
  prepared: Prepared;
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  caller: Caller;
}>;

export type Watching = Readonly<{ delivery: Delivery; leave: () => void }>;

/** All live queries of this router. The same question asked by the same identity is one live query. */
export class Hub {
  readonly #options: HubOptions;
  readonly #live = new Map<string, LiveQuery>();

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** How many subscriptions are open on subgraphs. */
  get size(): number {
    return this.#live.size;
  }

  /** Throws `Refusal` when the operation cannot be planned. */
  watch(subscribing: Subscribing, watcher: Watcher): Watching {
    const { prepared, operation, variables, caller } = subscribing;
    const plan = planSubscription(this.#options.graph.edition, prepared, operation, variables);
    const delivery: Delivery = this.#options.everyMessage.has(plan.field) ? "every" : "latest";
    const key =
      delivery === "every"
        ? newId()
        : JSON.stringify([identityOf(caller), prepared.hash, operation.name, variables]);
    const live = this.#live.get(key) ?? this.#open(key, subscribing, plan, delivery);
    return { delivery, leave: live.watch(watcher) };
  }

  async close(): Promise<void> {
    await this.#options.upstreams.close();
  }

  #open(
    key: string,
    { variables, caller }: Subscribing,
    plan: SubscriptionPlan,
    delivery: Delivery,
  ): LiveQuery {
    const live = new LiveQuery({
      plan,
      variables,
      caller,
      delivery,
      upstreams: this.#options.upstreams,
      context: new RequestContext(caller, newId(), this.#options.log),
      over: () => this.#live.delete(key),
    });
    this.#live.set(key, live);
    return live;
  }
}
