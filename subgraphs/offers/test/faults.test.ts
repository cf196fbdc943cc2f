import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const CALLERS = 12;
const ORDERS_PER_CALLER = 25;
const TRIES_MAX = 60;
const TERMINATIONS = 12;
const PAUSE_MILLISECONDS = 150;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));

it("keeps every order it acknowledged, and each key to one order, while its connections are cut", async () => {
  const [variant, traders] = [
    await running.aVariant(),
    await Promise.all(Array.from({ length: 4 }, () => running.aTrader())),
  ];
  const acknowledged = new Map<string, string>();
  let longestWait = 0;
  let cut = 0;

  /** Sends until there is an answer, as a client does that holds on to its key. */
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
        longestWait = Math.max(longestWait, performance.now() - started);
      }
    }
    throw new Error("Never settled.");
  }

  async function caller(index: number): Promise<void> {
    const userId = traders[index % traders.length] ?? "";
    for (let count = 0; count < ORDERS_PER_CALLER; count += 1) {
      const operation = (index + count) % 2 === 0 ? "placeBid" : "placeAsk";
      const input = {
        variantId: variant,
        price: usd(95 + ((index * 7 + count * 3) % 11)),
        idempotencyKey: newId(),
      };
      const order = await settle(operation, userId, input);
      if (order) acknowledged.set(input.idempotencyKey, order.id);
    }
  }

  let done = false;
  const nemesis = async () => {
    for (let times = 0; times < TERMINATIONS && !done; times += 1) {
      await pause();
      const backends = await running.admin.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'test'`;
      cut += backends.length;
    }
  };
  const cutting = nemesis();
  await Promise.all(Array.from({ length: CALLERS }, (_, index) => caller(index)));
  done = true;
  await cutting;

  const orders = await running.admin.sql<{ id: string }[]>`select id from offers.book_orders`;
  const ids = new Set(orders.map(({ id }) => id));
  expect([...acknowledged.values()].filter((id) => !ids.has(id))).toEqual([]);
  // Every key was settled, so there is no order that nobody was told of, and none twice.
  expect(ids).toEqual(new Set(acknowledged.values()));
  expect(longestWait).toBeLessThan(10_000);
  expect(cut).toBeGreaterThan(0);
  await expect.poll(() => running.broken(), { timeout: 5_000 }).toEqual([]);
});
