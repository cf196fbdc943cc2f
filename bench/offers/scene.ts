import { randomUUID } from "node:crypto";
import { connectDatabase, type Database, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import postgres from "postgres";
import { migrate, OWNERS } from "../../drizzle/migrate.ts";
import { historyOf, type PastOrder, type PastSale } from "../../subgraphs/offers/src/domain/history.ts";
import type { Side } from "../../subgraphs/offers/src/domain/order.ts";
import { keepVariants } from "../../subgraphs/offers/src/store/copies.ts";
import { drawAll } from "../../subgraphs/offers/src/store/drawing.ts";
import { lockMarkets } from "../../subgraphs/offers/src/store/locked-markets.ts";
import { record } from "../../subgraphs/offers/src/store/record.ts";
import { columnsOf, run } from "../../subgraphs/offers/src/store/statement.ts";
import { CENTS, restingPrice } from "./load.ts";

/** So many books, each so deep on either side and with so many sales behind it. */
export type Shape = Readonly<{ books: number; depth: number; sales: number }>;

export const SHAPES: Readonly<Record<string, Shape>> = {
  "20": { books: 20, depth: 400, sales: 2_000 },
  "1": { books: 1, depth: 5_000, sales: 30_000 },
  "500": { books: 500, depth: 60, sales: 80 },
};

/** What the load needs to know of a filled database. */
export type Scene = Readonly<{ variantIds: readonly string[]; userIds: readonly string[] }>;

const USERS = 400;
const MARKETS_PER_TURN = 25;
const passwordOf = (owner: string): string => `bench-password-${owner}`;

export const offersUrl = (adminUrl: string): string => {
  const url = new URL(adminUrl);
  url.username = "outcry_offers";
  url.password = passwordOf("offers");
  return url.href;
};

const whole = (below: number): number => Math.floor(Math.random() * below);

function pastOf({ depth, sales }: Shape, userIds: readonly string[], now: Date) {
  const user = (index: number): string => userIds[index % userIds.length] ?? "";
  const at = (index: number): Date => new Date(now.getTime() - (sales * 2 - index * 2) * 1_000 - 3_600_000);
  const past = Array.from({ length: sales }, (_, index): PastSale => {
    const buyer = whole(userIds.length);
    return {
      ...{ id: newId(), bidId: newId(), askId: newId(), buyerId: user(buyer), sellerId: user(buyer + 1) },
      ...{ price: BigInt((180 + whole(40)) * CENTS), quantity: 1, taker: "BID" },
      ...{ executedAt: at(index + 0.5), restingSince: at(index) },
    };
  });
  const resting = (side: Side): PastOrder[] =>
    Array.from({ length: depth }, () => ({
      ...{ id: newId(), side, userId: user(whole(userIds.length)), price: restingPrice(side), quantity: 1 },
      ...{ placedAt: new Date(now.getTime() - 60_000), expiresAt: new Date(now.getTime() + 30 * 86_400_000) },
    }));
  return { past, resting: [...resting("BID"), ...resting("ASK")] };
}

async function fill(database: Database, shape: Shape): Promise<Scene> {
  const now = new Date();
  const userIds = Array.from({ length: USERS }, () => newId());
  const variants = Array.from({ length: shape.books }, () => ({
    ...{ variantId: newId(), productId: newId(), productName: "Bench Runner", size: "9" },
    ...{ categorySlug: "sneakers", retailPrice: null, releaseDate: null },
    ...{ tradable: true, authenticationRequired: false },
  }));
  await keepVariants(database, variants);
  await run(
    database,
    "insert into offers.traders (user_id, has_payment_method, verified) select id, true, true from unnest($1::uuid[]) as u (id)",
    columnsOf(userIds, [(id) => id]),
  );
  for (let first = 0; first < variants.length; first += MARKETS_PER_TURN) {
    const histories = variants.slice(first, first + MARKETS_PER_TURN).map(({ variantId }) => {
      const { past, resting } = pastOf(shape, userIds, now);
      return historyOf({ variantId, currency: "USD" }, past, resting);
    });
    await withTransaction(database, async (tx) => {
      const locked = await lockMarkets(
        tx,
        histories.map(({ market }) => ({ variantId: market.variantId, currency: market.currency })),
      );
      const trades = histories.flatMap((history) =>
        history.trades.map((trade) => ({
          trade,
          productId: locked.values().next().value?.variant.productId ?? "",
        })),
      );
      await record(tx, {
        placed: histories.flatMap(({ orders }) => orders),
        changed: [],
        trades,
        markets: histories.map(({ market }) => ({
          market,
          sequenceBefore: 0,
          nextExpiryAt: new Date(now.getTime() + 30 * 86_400_000),
        })),
        answers: trades.map(() => ({ digest: randomUUID(), inputDigest: randomUUID(), answer: "{}" })),
        placedTotals: [],
        believed: null,
        events: [],
      });
      await drawAll(
        tx,
        histories.map(({ market }) => market),
      );
    });
  }
  return { variantIds: variants.map(({ variantId }) => variantId), userIds };
}

/** A migrated database with books, their past, and the planner's figures about them. */
export async function makeScene(
  serverUrl: string,
  name: string,
  shape: Shape,
): Promise<{ adminUrl: string; scene: Scene }> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server.unsafe(`create database ${name}`);
  await server.end();
  const adminUrl = new URL(serverUrl);
  adminUrl.pathname = `/${name}`;
  await migrate({
    adminUrl: adminUrl.href,
    passwords: Object.fromEntries(OWNERS.map((owner) => [owner, passwordOf(owner)])),
  });
  const database = connectDatabase({
    url: offersUrl(adminUrl.href),
    applicationName: "bench",
    poolMax: 2,
    statementMilliseconds: 60_000,
  });
  const scene = await fill(database, shape);
  await database.close();
  const admin = postgres(adminUrl.href, { max: 1, onnotice: () => undefined });
  await admin.unsafe("vacuum analyze");
  await admin.end();
  return { adminUrl: adminUrl.href, scene };
}

/** A copy of a filled database, so that each contestant begins with the same rows and never meets another's. */
export async function copyScene(serverUrl: string, from: string, to: string): Promise<string> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server.unsafe(`create database ${to} template ${from}`);
  await server.end();
  const adminUrl = new URL(serverUrl);
  adminUrl.pathname = `/${to}`;
  return adminUrl.href;
}
