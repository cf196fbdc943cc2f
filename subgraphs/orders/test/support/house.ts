import {
  type AnnouncedEvent,
  DefaultAddressChanged,
  PaymentHeld,
  PaymentReleased,
  SCOPES,
  TradeExecuted,
  toWire,
} from "@outcry/contracts";
import { connectDatabase, type Database } from "@outcry/database";
import { newId, systemClock } from "@outcry/kernel";
import { inProcessDoorbell } from "@outcry/outbox";
import { makeLogger, PASSPORT_HEADER, type RunningSubgraph, signPassport } from "@outcry/service";
import { createTestDatabase } from "@outcry/testkit";
import postgres, { type Sql } from "postgres";
import { createOrders } from "../../src/server.ts";
import { invariants } from "../../src/store/invariants.ts";
import { type Producer, startProducer } from "./producer.ts";

export const PASSPORT_KEY = "a key that only tests know, of some length";

export type Answer<Data> = { data: Data; errors?: { message: string; extensions: { code: string } }[] };
type Others = "identity" | "offers" | "payments";

export type House = Readonly<{
  orders: RunningSubgraph;
  database: Database;
  sql: Sql;
  announce(producer: Others, ...events: AnnouncedEvent[]): Promise<void>;
  /** A trade that orders has heard of. Returns its id and its order's. */
  trade(people: {
    buyerId: string;
    sellerId: string;
    quantity?: number;
    authenticationRequired?: boolean;
  }): Promise<{
    tradeId: string;
    orderId: string;
  }>;
  /** What payments would say once the buyer was charged. */
  pay(orderId: string): Promise<void>;
  release(orderId: string): Promise<void>;
  person(options?: { address?: boolean }): Promise<string>;
  ask<Data>(userId: string | null, query: string, variables?: Record<string, unknown>): Promise<Answer<Data>>;
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
const usd = (minor: bigint) => toWire({ minor, currency: "USD" });

export const passportFor = (body: string, userId: string | null): string =>
  signPassport({
    key: PASSPORT_KEY,
    caller: "router",
    audience: "orders",
    subject: userId,
    roles: userId === null ? [] : ["BUYER", "SELLER"],
    scopes: userId === null ? [] : SCOPES,
    body,
    now: new Date(),
  });

async function violationsIn(sql: Sql): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { name, sql: text } of invariants) {
    const rows = await sql.begin("read only", async (tx) => {
      await tx.unsafe("set local search_path to orders");
      return tx.unsafe(`select * from (${text}) violation limit 5`);
    });
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

/** Orders, with feeds in the place of those it hears. */
export async function openHouse(): Promise<House> {
  const testDatabase = await createTestDatabase();
  const sql = postgres(testDatabase.adminUrl, { max: 2, onnotice: () => undefined });
  const database = connectDatabase({
    url: testDatabase.urlOf("orders"),
    applicationName: "orders",
    poolMax: 8,
  });
  const doorbell = inProcessDoorbell();
  const producers: Record<Others, Producer> = {
    identity: await startProducer(testDatabase.adminUrl, "identity"),
    offers: await startProducer(testDatabase.adminUrl, "offers"),
    payments: await startProducer(testDatabase.adminUrl, "payments"),
  };
  const orders = await createOrders({
    database,
    doorbell,
    feeds: (producer) => producers[producer as Others].feed,
    services: () => ({
      ask: () => Promise.reject(new Error("Nobody is asked.")),
      close: async () => undefined,
    }),
    passportKeys: { router: PASSPORT_KEY },
    logger: makeLogger("orders", "silent"),
    clock: systemClock,
    host: "127.0.0.1",
    port: 0,
  });
  const announce: House["announce"] = async (producer, ...events) => {
    await producers[producer].announce(...events);
    doorbell.ring(producer);
    await orders.drained();
  };
  return {
    orders,
    database,
    sql,
    announce,
    trade: async ({ buyerId, sellerId, quantity = 1, authenticationRequired = false }) => {
      const tradeId = newId();
      await announce(
        "offers",
        TradeExecuted.of(tradeId, {
          tradeId,
          bidId: newId(),
          askId: newId(),
          variantId: newId(),
          productId: newId(),
          buyerId,
          sellerId,
          price: usd(45_000n),
          quantity,
          executedAt: new Date().toISOString(),
          categorySlug: "sneakers",
          authenticationRequired,
        }),
      );
      const [row] = await sql`select id from orders.orders where trade_id = ${tradeId}`;
      return { tradeId, orderId: row?.id as string };
    },
    pay: (orderId) => {
      const fees = { transactionFee: usd(4_050n), processingFee: usd(1_350n), payout: usd(39_600n) };
      const paymentId = newId();
      return announce(
        "payments",
        PaymentHeld.of(paymentId, { paymentId, orderId, amount: usd(45_000n), fees }),
      );
    },
    release: (orderId) => {
      const paymentId = newId();
      return announce(
        "payments",
        PaymentReleased.of(paymentId, { paymentId, orderId, amount: usd(45_000n) }),
      );
    },
    person: async ({ address = true } = {}) => {
      const userId = newId();
      if (address) await announce("identity", DefaultAddressChanged.of(userId, { userId, address: ADDRESS }));
      return userId;
    },
    ask: async <Data>(userId: string | null, query: string, variables: Record<string, unknown> = {}) => {
      const body = JSON.stringify({ query, variables });
      const response = await fetch(`${orders.url}/graphql`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", [PASSPORT_HEADER]: passportFor(body, userId) },
      });
      return (await response.json()) as Answer<Data>;
    },
    violations: () => violationsIn(sql),
    close: async () => {
      await orders.stop();
      await doorbell.close();
      await database.close();
      await Promise.all(Object.values(producers).map((producer) => producer.close()));
      await sql.end();
      await testDatabase.drop();
    },
  };
}
