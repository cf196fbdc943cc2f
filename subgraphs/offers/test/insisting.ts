import { newId } from "@outcry/kernel";
import { expect } from "vitest";
import type { RunningTest } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

const TRADERS = 4;
const TRIES_MAX = 200;
const RETRY_MILLISECONDS = 150;

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));

export type InsistingTraffic = Readonly<{
  /** Ids of acknowledged orders, by key. */
  acknowledged: ReadonlyMap<string, string>;
  /** When each of them was acknowledged, on the clock of `performance.now()`. */
  instants: readonly number[];
  /** Settles as the work does; rejects as soon as a caller failed, for then there is nothing to wait for. */
  during<Value>(work: Promise<Value>): Promise<Value>;
  /** The longest that anybody waited for an answer, whatever it was, in milliseconds. */
  longestWait(): number;
  /** Sends nothing new, and waits until every key is settled. */
  stop(): Promise<void>;
}>;

/**
 * Callers that place orders in one market on and on, each sending an order with its key until there is an answer, as a good
 * client does. Answers that are no faults of the moment fail the test.
 */
export async function startInsisting(running: RunningTest, callers: number): Promise<InsistingTraffic> {
  const variantId = await running.aVariant();
  const traders = await Promise.all(Array.from({ length: TRADERS }, () => running.aTrader()));
  const acknowledged = new Map<string, string>();
  const instants: number[] = [];
  let longest = 0;
  let stopped = false;

  async function settle(
    operation: "placeBid" | "placeAsk",
    userId: string,
    input: { idempotencyKey: string },
  ) {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const started = performance.now();
      try {
        const answer = await act(running, operation, userId, input);
        return answer.bid ?? answer.ask;
      } catch (error) {
        expect(String(error)).toMatch(/SUBGRAPH_UNAVAILABLE|TIMEOUT/);
        await pause();
      } finally {
        longest = Math.max(longest, performance.now() - started);
      }
    }
    throw new Error("Never settled.");
  }

  async function caller(index: number): Promise<void> {
    const userId = traders[index % TRADERS] ?? "";
    for (let count = 0; !stopped; count += 1) {
      const operation = (index + count) % 2 === 0 ? "placeBid" : "placeAsk";
      const price = usd(95 + ((index * 7 + count * 3) % 11));
      const idempotencyKey = newId();
      const order = await settle(operation, userId, { variantId, price, idempotencyKey } as never);
      if (!order) continue; // Refused, for reaching an order of their own.
      acknowledged.set(idempotencyKey, order.id);
      instants.push(performance.now());
    }
  }

  const calling = Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
  const failure = calling.then(() => new Promise<never>(() => undefined));
  failure.catch(() => undefined); // Whoever waits for the traffic, or stops it, hears of it.
  return {
    ...{ acknowledged, instants },
    during: (work) => Promise.race([work, failure]),
    longestWait: () => longest,
    async stop() {
      stopped = true;
      await calling;
    },
  };
}

/** Every key was settled, so there is no order that nobody was told of, none lost and none twice; nor a trade's event. */
export async function expectWhole(running: RunningTest, { acknowledged, longestWait }: InsistingTraffic) {
  const orders = await running.admin.sql<{ id: string }[]>`select id from offers.book_orders`;
  const ids = new Set(orders.map(({ id }) => id));
  expect([...acknowledged.values()].filter((id) => !ids.has(id))).toEqual([]);
  expect(ids).toEqual(new Set(acknowledged.values()));
  const [told] = await running.admin.sql`
    select (select count(*) from offers.trades)::int as trades, count(*)::int as events,
           count(distinct aggregate_id)::int as told
      from offers.outbox where aggregate_id in (select id::text from offers.trades)`;
  expect(told).toEqual({ trades: told?.trades, events: told?.trades, told: told?.trades });
  expect(longestWait()).toBeLessThan(10_000);
  await expect.poll(() => running.broken(), { timeout: 5_000 }).toEqual([]);
}
