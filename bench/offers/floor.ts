import { randomUUID } from "node:crypto";
import { type Database, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { Trade } from "../../subgraphs/offers/src/domain/market.ts";
import type { Order } from "../../subgraphs/offers/src/domain/order.ts";
import { tradeExecuted } from "../../subgraphs/offers/src/events.ts";
import { record } from "../../subgraphs/offers/src/store/record.ts";
import type { Placement } from "./load.ts";
import type { Promises } from "./obvious.ts";

type Entry = { placement: Placement; resolve: (taken: boolean) => void; reject: (error: unknown) => void };

const orderOf = ({ variantId, userId, side, price }: Placement, now: Date, filled: number): Order => ({
  id: newId(),
  variantId,
  currency: "USD",
  side,
  userId,
  price,
  quantity: 1,
  filled,
  remaining: 1 - filled,
  withdrawn: 0,
  state: filled ? "FILLED" : "ACTIVE",
  priority: 1,
  placedSequence: 1,
  closedSequence: filled ? 1 : null,
  createdAt: now,
  expiresAt: new Date(now.getTime() + 30 * 86_400_000),
});

const tradeOf = (order: Order, now: Date, sequence: number): Trade => ({
  id: newId(),
  variantId: order.variantId,
  currency: order.currency,
  bidId: order.id,
  askId: newId(),
  buyerId: order.userId,
  sellerId: newId(),
  price: order.price,
  quantity: 1,
  executedAt: now,
  sequence,
  ordinal: 0,
  taker: order.side,
  logReturn: 0,
});

/**
 * The floor: the rows that we would write, in batches of the size we would write them in, and nothing else: no lock, no
 * load, no decision. Half of the orders come with a trade; with all that we promise, it has its event as well, and answers are
 * remembered under keys.
 */
export function makeFloor(database: Database, promises: Promises) {
  const keepsPromises = promises === "all that we promise";
  let waiting: Entry[] = [];
  let running = false;
  // Each process has places of its own, so that two of them never take the same one.
  let sequence = process.pid * 1_000_000_000;

  const write = (entries: readonly Entry[]) =>
    withTransaction(database, async (tx) => {
      const now = new Date();
      const orders = entries.map(({ placement }, index) => orderOf(placement, now, index % 2));
      const trades = orders
        .filter(({ filled }) => filled > 0)
        .map((order, index) => ({
          trade: tradeOf(order, now, sequence + index),
          productId: order.variantId,
        }));
      sequence += trades.length;
      const traded = { productId: newId(), categorySlug: "sneakers", authenticationRequired: false };
      await record(tx, {
        placed: orders,
        changed: [],
        trades,
        markets: [],
        answers: (keepsPromises ? orders : []).map(({ id }) => ({
          digest: randomUUID(),
          inputDigest: randomUUID(),
          answer: JSON.stringify({ ok: true, value: { orderId: id, tradeIds: [] } }),
        })),
        placedTotals: [],
        believed: null,
        events: (keepsPromises ? trades : []).map(({ trade }) => tradeExecuted(trade, traded)),
      });
    });

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch);
        for (const entry of batch) entry.resolve(true);
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    running = false;
  }

  return (placement: Placement): Promise<boolean> =>
    new Promise((resolve, reject) => {
      waiting.push({ placement, resolve, reject });
      if (running) return;
      running = true;
      queueMicrotask(run);
    });
}
