import type postgres from "postgres";
import type Stripe from "stripe";
import { noSuch } from "../errors.ts";
import { stripeId } from "../identifiers.ts";
import type { Action, Effects, Movement } from "./flush.ts";
import type { Hidden, Kind, Kinds, Stored } from "./kinds.ts";

/** Who asks: Stripe writes it on the events a request causes. */
export type Origin = { requestId: string | null; idempotencyKey: string | null; apiVersion: string };

export type Settings = {
  /** Days until a charge's money is available; Stripe's are 2 in the United States. */
  settlementDays: number;
  /** What a card charge costs. */
  fee: { basisPoints: number; fixed: number };
  /** How long a payout or a pending refund takes, in milliseconds. */
  settlementDelay: number;
  /** The address people reach the hosted pages at. */
  publicUrl: string;
  /** Which events are delivered: types, or "*". */
  enabledEvents: readonly string[];
};

const NOUNS: Record<Kind, string> = {
  account: "account",
  balance_transaction: "balance transaction",
  charge: "charge",
  "checkout.session": "checkout.session",
  customer: "customer",
  dispute: "dispute",
  payment_intent: "payment_intent",
  payment_method: "PaymentMethod",
  payout: "payout",
  refund: "refund",
  setup_intent: "setupintent",
  transfer: "transfer",
  transfer_reversal: "transfer reversal",
};

/**
 * One request's view of the store: what it read, and what it will leave behind. Objects are values: an endpoint puts
 * a new one in an old one's place, and everything is written together at the end (flush.ts).
 */
export class Work {
  readonly sql: postgres.ISql;
  readonly now: Date;
  readonly account: string;
  readonly origin: Origin;
  readonly settings: Settings;
  readonly #seen = new Map<string, Stored>();
  readonly #held = new Set<string>();
  readonly #changed = new Map<string, Stored>();
  readonly #veils = new Map<string, object>();
  readonly #effects: Effects = { objects: [], events: [], movements: [], agenda: [] };

  constructor(sql: postgres.ISql, now: Date, account: string, origin: Origin, settings: Settings) {
    this.sql = sql;
    this.now = now;
    this.account = account;
    this.origin = origin;
    this.settings = settings;
  }

  /** Now in seconds, as Stripe writes times. */
  get seconds(): number {
    return Math.floor(this.now.getTime() / 1_000);
  }

  /** An object of the request's account. Refuses an unknown id, naming the parameter it came in. */
  async get<K extends Kind>(kind: K, id: string, param = "id"): Promise<Kinds[K]> {
    return this.#find(kind, id, param, false);
  }

  /** The same, locked until the request is done: for objects whose state is about to be decided on. */
  async hold<K extends Kind>(kind: K, id: string, param = "id"): Promise<Kinds[K]> {
    return this.#find(kind, id, param, true);
  }

  async #find<K extends Kind>(kind: K, id: string, param: string, held: boolean): Promise<Kinds[K]> {
    if (!this.#seen.has(id) || (held && !this.#held.has(id))) await this.load([id], held);
    const stored = this.#seen.get(id);
    if (stored?.kind !== kind || stored.account !== this.account) throw noSuch(NOUNS[kind], id, param);
    return stored.data as Kinds[K];
  }

  /** Reads objects of any kind and account into view; those changed by this request stay as they are. */
  async load(ids: readonly string[], held = false): Promise<void> {
    const missing = ids.filter((id) => !this.#changed.has(id));
    if (missing.length === 0) return;
    const rows = await this.sql<Stored[]>`
      select kind, id, account, data, hidden from stripe_emulator.object
      where id = any(${missing as string[]}) order by id ${held ? this.sql`for update` : this.sql``}`;
    for (const row of rows) this.see(row, held);
  }

  see(stored: Stored, held = false): void {
    this.#seen.set(stored.id, stored);
    if (held) this.#held.add(stored.id);
  }

  /** What is in view under this id, as this request's answer shows it. */
  shown(id: string): Stored["data"] | undefined {
    const data = this.#seen.get(id)?.data;
    const veil = this.#veils.get(id);
    return data && veil ? { ...data, ...veil } : data;
  }

  /** Shows an object in this answer as it was a moment ago: what Stripe does after it answers is already done here. */
  veil<K extends Kind>(object: Kinds[K], fields: Partial<Kinds[K]>): Kinds[K] {
    this.#veils.set(object.id, fields);
    return { ...object, ...fields };
  }

  hidden(id: string): Hidden {
    return this.#seen.get(id)?.hidden ?? {};
  }

  /** Puts an object into the store, new or in place of the one with its id. */
  put<K extends Kind>(kind: K, data: Kinds[K], hidden?: Hidden, account = this.account): Kinds[K] {
    const before = this.#seen.get(data.id);
    const stored: Stored = {
      kind,
      id: data.id,
      account: before?.account ?? account,
      data,
      hidden: hidden ?? before?.hidden ?? {},
    };
    this.#seen.set(data.id, stored);
    this.#held.add(data.id);
    this.#changed.set(data.id, stored);
    return data;
  }

  /** Records an event about an object as it is now. */
  announce(type: Stripe.Event.Type, object: object, before?: object, account = this.account): void {
    const { enabledEvents } = this.settings;
    const delivered = enabledEvents.includes("*") || enabledEvents.includes(type);
    const event = {
      id: stripeId("evt"),
      object: "event",
      ...(account === "" ? {} : { account }),
      api_version: this.origin.apiVersion,
      created: this.seconds,
      data: {
        object,
        ...(before ? { previous_attributes: difference(before, object) } : {}),
      },
      livemode: false,
      pending_webhooks: delivered ? 1 : 0,
      request: { id: this.origin.requestId, idempotency_key: this.origin.idempotencyKey },
      type,
    };
    this.#effects.events.push({ account, event: event as unknown as Stripe.Event, delivered });
  }

  move(movement: Movement): void {
    this.#effects.movements.push(movement);
  }

  schedule(action: Action, objectId: string, dueAt: Date): void {
    this.#effects.agenda.push({ action, objectId, dueAt });
  }

  effects(): Effects {
    return { ...this.#effects, objects: [...this.#changed.values()] };
  }
}

/** The values that changed, as they were before. */
function difference(before: object, after: object): Record<string, unknown> {
  const was = before as Record<string, unknown>;
  const is = after as Record<string, unknown>;
  const names = Object.keys(was).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return Object.fromEntries(names.map((name) => [name, was[name]]));
}
