import { type AnnouncedEvent, SCOPES, VariantChanged } from "@outcry/contracts";
import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId, systemClock } from "@outcry/kernel";
import { type Doorbell, type EventFeed, type FeedEvent, inProcessDoorbell } from "@outcry/outbox";
import type { Peers } from "@outcry/redis";
import { makeLogger, PASSPORT_HEADER, type ServiceClient, signPassport } from "@outcry/service";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { createOffers } from "../src/index.ts";
import { keepPaymentMethod, keepVerification } from "../src/store/copies.ts";
import { invariants } from "../src/store/invariants.ts";

const KEY = "router-and-offers-share-this-key!";

export type Answer = {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for; there are no types of that here.
  data: any;
  errors?: { message: string; path?: unknown; extensions: { code: string } }[];
};

/** A feed that holds what the test puts into it. */
export function makeTestFeed(producer: string): EventFeed & { put(event: AnnouncedEvent): void } {
  const events: FeedEvent[] = [];
  // Later than those of any instance before it on the same database, whose cursors are kept.
  const start = BigInt(Date.now()) * 1_000n;
  return {
    producer,
    put: (event) =>
      events.push({ ...event, position: start + BigInt(events.length), occurredAt: new Date() }),
    read: async ({ after, limit }) => events.filter(({ position }) => position > after).slice(0, limit),
    head: async () => events.at(-1)?.position ?? 0n,
  };
}

/** What payments and catalog would answer; what is not here, they do not know. */
export type Owned = { onFile: Set<string>; variants: Map<string, Record<string, unknown>>; asked: string[] };

function servicesOf(owned: Owned) {
  return (audience: string): ServiceClient => ({
    async ask<Data>(_operation: string, variables: Record<string, unknown>): Promise<Data> {
      owned.asked.push(audience);
      const ids = (variables.userIds ?? variables.ids) as string[];
      const answer =
        audience === "payments"
          ? { paymentMethodsOnFile: ids.map((userId) => ({ userId, onFile: owned.onFile.has(userId) })) }
          : { tradableVariants: ids.flatMap((id) => owned.variants.get(id) ?? []) };
      return answer as Data;
    },
    close: async () => undefined,
  });
}

/** What workers ask by themselves, at any moment: no operation sends it. */
const BY_WORKERS =
  /^\/\* (markets to sweep|busts that waited|failed payments to settle|tables that grew|markets whose candles|read a cursor|any event to mark|read events)/;

/** Counts the statements that operations send outside transactions: each call begins to count, and gives what tells. */
function countStatementsOf(database: Database): () => () => number {
  let count = 0;
  const { sql } = database;
  const unsafe: typeof sql.unsafe = (text, ...rest) => {
    if (!BY_WORKERS.test(text)) count += 1;
    return sql.unsafe(text, ...rest);
  };
  const counting = new Proxy(sql, {
    get: (target, name) => (name === "unsafe" ? unsafe : Reflect.get(target, name)),
  });
  Object.assign(database, { sql: counting });
  return () => {
    const before = count;
    return () => count - before;
  };
}

export type RunOptions = {
  postgres?: TestDatabase;
  doorbell?: Doorbell;
  peers?: (language: string) => Peers;
};

/** The whole subgraph on a database of its own (or shared with another instance), spoken to as the router does. */
export async function runOffers(options: RunOptions = {}) {
  const postgres = options.postgres ?? (await createTestDatabase());
  const database = connectDatabase({ url: postgres.urlOf("offers"), applicationName: "test", poolMax: 8 });
  const admin = connectDatabase({ url: postgres.adminUrl, applicationName: "test admin", poolMax: 2 });
  const countStatements = countStatementsOf(database);
  const doorbell = options.doorbell ?? inProcessDoorbell();
  const owned: Owned = { onFile: new Set(), variants: new Map(), asked: [] };
  const feeds = new Map(
    ["identity", "catalog", "orders", "payments"].map((name) => [name, makeTestFeed(name)]),
  );
  const feedOf = (name: string) => {
    const feed = feeds.get(name);
    if (!feed) throw new Error(`Nobody here is called ${name}.`);
    return feed;
  };
  const offers = await createOffers({
    ...{ database, doorbell, feeds: feedOf, services: servicesOf(owned), passportKeys: { router: KEY } },
    ...(options.peers && { peers: options.peers }),
    ...{ logger: makeLogger("offers", "silent"), clock: systemClock, host: "127.0.0.1", port: 0 },
  });

  async function ask(
    query: string,
    variables: Record<string, unknown> = {},
    userId: string | null = null,
    roles: readonly string[] = ["BUYER", "SELLER"],
  ): Promise<Answer> {
    const body = JSON.stringify({ query, variables });
    const passport = signPassport({
      ...{ key: KEY, caller: "router", audience: "offers", subject: userId, body, now: new Date() },
      ...{ roles, scopes: SCOPES },
    });
    const headers = { "content-type": "application/json", [PASSPORT_HEADER]: passport };
    const response = await fetch(`${offers.url}/graphql`, { method: "POST", body, headers });
    return (await response.json()) as Answer;
  }

  return {
    ...{ offers, database, admin, postgres, owned, ask, countStatements, key: KEY },
    /** Lets another subgraph announce something, and waits until offers has heard it. */
    async announce(producer: string, event: AnnouncedEvent) {
      feedOf(producer).put(event);
      doorbell.ring(producer);
      await offers.drained();
    },
    async aVariant(more: { productId?: string } = {}): Promise<string> {
      const variantId = newId();
      const event = VariantChanged.of(variantId, {
        ...{ variantId, productId: more.productId ?? newId(), productName: "Outcry Runner", size: "9" },
        ...{ categorySlug: "sneakers", retailPrice: { minor: "10000", currency: "USD" }, releaseDate: null },
        ...{ tradable: true, authenticationRequired: false },
      });
      await this.announce("catalog", event);
      return variantId;
    },
    /** Somebody with a card, and verified unless said otherwise. */
    async aTrader({ card = true, verified = true } = {}): Promise<string> {
      const userId = newId();
      await withTransaction(database, async (tx) => {
        await keepPaymentMethod(tx, userId, card);
        await keepVerification(tx, userId, verified);
      });
      return userId;
    },
    /** Names of the invariants that do not hold, with the rows that break them. */
    async broken(): Promise<{ name: string; rows: unknown[] }[]> {
      const found = [];
      for (const { name, sql } of invariants) {
        const rows = await admin.sql.unsafe(sql);
        if (rows.length > 0) found.push({ name, rows: [...rows] });
      }
      return found;
    },
    async stop({ keepDatabase = false } = {}) {
      await offers.stop();
      await database.close();
      await admin.close();
      if (!keepDatabase) await postgres.drop();
    },
  };
}
export type RunningTest = Awaited<ReturnType<typeof runOffers>>;
