import {
  type AnnouncedEvent,
  DefaultAddressChanged,
  type SubgraphName,
  TradeExecuted,
  toWire,
} from "@outcry/contracts";
import { connectDatabase, type Database } from "@outcry/database";
import { type Currency, newId, systemClock } from "@outcry/kernel";
import { type Doorbell, type EventFeed, inProcessDoorbell } from "@outcry/outbox";
import {
  makeLogger,
  makeServiceClient,
  type RunningSubgraph,
  type ServiceClient,
  type SubgraphDependencies,
} from "@outcry/service";
import { type StripeEmulator, startStripeEmulator } from "@outcry/stripe-emulator";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import postgres, { type Sql } from "postgres";
import { STRIPE_WEBHOOK_EVENTS } from "../../src/index.ts";
import { createPayments, type RunningPayments } from "../../src/server.ts";
import { NO_SERVICE, PASSPORT_KEY, STRIPE_KEY, WEBHOOK_SECRET } from "./constants.ts";
import { ask, openFrontDoor } from "./front-door.ts";
import { type Producer, startProducer } from "./producer.ts";
import { violationsIn } from "./violations.ts";

type CreateOrders = (dependencies: SubgraphDependencies) => Promise<RunningSubgraph>;

/** Orders, by its address: subgraphs import nothing of each other, and meet where they are composed, as here. */
async function findOrders(): Promise<CreateOrders> {
  const address = new URL("../../../orders/src/index.ts", import.meta.url).href;
  const { createOrders } = (await import(address)) as { createOrders: CreateOrders };
  return createOrders;
}

const silent = makeLogger("test", process.env.OUTCRY_TEST_LOG ? "warn" : "silent");
export type Trade = { tradeId: string; buyerId: string; sellerId: string };

export type House = Readonly<{
  orders: RunningSubgraph;
  payments: RunningPayments;
  emulator: StripeEmulator;
  testDatabase: TestDatabase;
  /** As the administrator, who sees everything. */
  sql: Sql;
  doorbell: Doorbell;
  offers: Producer;
  identity: Producer;
  catalog: Producer;
  /** Announces a trade between two people. */
  trade(people: { buyerId: string; sellerId: string; price?: bigint; quantity?: number }): Promise<Trade>;
  announce(producer: "offers" | "identity" | "catalog", ...events: AnnouncedEvent[]): Promise<void>;
  /** A person with an address, and with a card unless told otherwise. */
  person(options?: { card?: string | null; address?: boolean }): Promise<string>;
  /** Settles when everything that was announced has had all its consequences, webhooks included. */
  settled(): Promise<void>;
  /** Rows that break an invariant, by its name: nothing, when all is well. */
  violations(): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}>;

export const ADDRESS = {
  recipient: "Ada Byron",
  line1: "12 Ferry Lane",
  line2: null,
  city: "Leeds",
  region: null,
  postalCode: "LS1 4DY",
  countryCode: "GB",
};

export const tradeBetween = (people: {
  buyerId: string;
  sellerId: string;
  price?: bigint;
  quantity?: number;
  currency?: Currency;
}) => ({
  tradeId: newId(),
  bidId: newId(),
  askId: newId(),
  variantId: newId(),
  productId: newId(),
  buyerId: people.buyerId,
  sellerId: people.sellerId,
  price: toWire({ minor: people.price ?? 45_000n, currency: people.currency ?? "USD" }),
  quantity: people.quantity ?? 1,
  executedAt: new Date().toISOString(),
  categorySlug: "sneakers",
  authenticationRequired: false,
});

/** Everything around payments and orders: a database, the provider's stand-in, feeds of the others, and a door for webhooks. */
export async function openHouse(options: { timeoutMilliseconds?: number } = {}): Promise<House> {
  const testDatabase = await createTestDatabase();
  const sql = postgres(testDatabase.adminUrl, { max: 2, onnotice: () => undefined });
  const doorbell = inProcessDoorbell();
  const databases: Database[] = [];
  const producers = {
    offers: await startProducer(testDatabase.adminUrl, "offers"),
    identity: await startProducer(testDatabase.adminUrl, "identity"),
    catalog: await startProducer(testDatabase.adminUrl, "catalog"),
  };
  const running = new Map<string, RunningSubgraph>();
  const door = await openFrontDoor(() => running.get("payments")?.url ?? "");
  const emulator = await startStripeEmulator({
    databaseUrl: testDatabase.urlOf("stripe_emulator"),
    port: 0,
    secretKey: STRIPE_KEY,
    webhook: { url: door.url, secret: WEBHOOK_SECRET, enabledEvents: STRIPE_WEBHOOK_EVENTS },
    logger: silent,
  });
  const feedOf = (name: string): EventFeed => {
    const find = () => {
      const feed = running.get(name)?.feed ?? producers[name as "offers"]?.feed;
      if (!feed) throw new Error(`${name} has not started yet.`);
      return feed;
    };
    return { producer: name, read: (request) => find().read(request), head: () => find().head() };
  };
  const dependenciesOf = (name: "orders" | "payments"): SubgraphDependencies => {
    const database = connectDatabase({ url: testDatabase.urlOf(name), applicationName: name, poolMax: 8 });
    databases.push(database);
    return {
      database,
      doorbell,
      feeds: feedOf,
      services: (audience) => serviceOf(audience, name),
      passportKeys: { router: PASSPORT_KEY, orders: PASSPORT_KEY },
      logger: silent,
      clock: systemClock,
      host: "127.0.0.1",
      port: 0,
    };
  };
  const serviceOf = (audience: SubgraphName, caller: string): ServiceClient => ({
    ask: (...question) => {
      const url = running.get(audience)?.url;
      if (url === undefined) return NO_SERVICE.ask(...question);
      const client = makeServiceClient({ url, caller, audience, key: PASSPORT_KEY });
      return client.ask<never>(...question).finally(() => client.close());
    },
    close: async () => undefined,
  });
  const createOrders = await findOrders();
  const orders = await createOrders(dependenciesOf("orders"));
  running.set("orders", orders);
  const payments = await createPayments({
    ...dependenciesOf("payments"),
    stripe: {
      ...options,
      secretKey: STRIPE_KEY,
      webhookSecret: WEBHOOK_SECRET,
      apiBase: { protocol: "http", host: "127.0.0.1", port: emulator.port },
    },
  });
  running.set("payments", payments);

  const announce: House["announce"] = async (producer, ...events) => {
    await producers[producer].announce(...events);
    doorbell.ring(producer);
  };
  return {
    orders,
    payments,
    emulator,
    testDatabase,
    sql,
    doorbell,
    ...producers,
    announce,
    trade: async (people) => {
      const trade = tradeBetween(people);
      await announce("offers", TradeExecuted.of(trade.tradeId, trade));
      return trade;
    },
    person: async ({ card = "pm_card_visa", address = true } = {}) => {
      const userId = newId();
      if (address) await announce("identity", DefaultAddressChanged.of(userId, { userId, address: ADDRESS }));
      if (card !== null) await saveCard(payments, userId, card);
      return userId;
    },
    settled: async () => {
      // A trade becomes an order, the order a payment, the payment the order's next state, and that the payment's.
      for (let hop = 0; hop < 3; hop += 1) {
        await orders.drained();
        await payments.drained();
      }
      await emulator.drain();
      await payments.drained();
      await orders.drained();
    },
    violations: () => violationsIn(sql),
    close: async () => {
      await Promise.all([orders.stop(), payments.stop()]);
      await emulator.stop();
      await door.close();
      await doorbell.close();
      await Promise.all(databases.map((database) => database.close()));
      await Promise.all(Object.values(producers).map((producer) => producer.close()));
      await sql.end();
      await testDatabase.drop();
    },
  };
}

export const SAVE = `mutation Save($token: String!) { savePaymentMethod(input: { token: $token }) {
  paymentMethod { id brand last4 expiryMonth expiryYear isDefault } userErrors { __typename message code field } } }`;

export async function saveCard(payments: RunningPayments, userId: string, token: string): Promise<void> {
  type Saved = { savePaymentMethod: { userErrors: { message: string }[] } };
  const { data } = await ask<Saved>(payments, userId, SAVE, { token });
  const [refused] = data.savePaymentMethod.userErrors;
  if (refused) throw new Error(refused.message);
}
