import { newId } from "@outcry/kernel";
import { createTestDatabase, makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { watchedPeers } from "./relaying.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

const missing = missingRedis();
let redis: RedisServer | undefined;
beforeAll(async () => {
  if (missing === undefined) redis = await makeRedis();
});
afterAll(() => redis?.discard());

/** How two instances come to terms over the books they share. */
const TERMS = [
  { terms: "each writes for itself", peers: undefined, handsOver: false },
  { terms: "the elder writes for both", peers: () => watchedPeers(redis?.url ?? "", group), handsOver: true },
];
const group = newId();

async function startTwo(peers: (() => ReturnType<typeof watchedPeers>) | undefined) {
  const postgres = await createTestDatabase();
  const handed: string[][] = [];
  const start = () => {
    const own = peers?.();
    if (own) handed.push(own.handed);
    return runOffers({ postgres, ...(own && { peers: () => own }) });
  };
  const instances: [RunningTest, RunningTest] = [await start(), await start()];
  const stop = async () => {
    await instances[0].stop({ keepDatabase: true });
    await instances[1].stop();
  };
  return { instances, handed, stop };
}

const COMMANDS = 400;
const CALLERS = 24;

/** A repeatable stream of numbers from 0 to 1: a failure can be looked at again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

it.for(TERMS)(
  "two instances on the same books ($terms) leave them uncrossed, conserved and counted without a gap",
  async ({ peers, handsOver }, { skip }) => {
    if (handsOver && missing !== undefined) skip(missing);
    const { instances, handed, stop } = await startTwo(peers);
    const [left, right] = instances;
    const random = randomOf(7);
    const whole = (most: number) => Math.floor(random() * most);
    const variants = [await left.aVariant(), await left.aVariant()];
    const traders = await Promise.all(Array.from({ length: 6 }, () => left.aTrader()));
    const open: { bid: string[]; ask: string[] }[] = traders.map(() => ({ bid: [], ask: [] }));
    let sent = 0;

    async function caller(): Promise<void> {
      while (sent < COMMANDS) {
        sent += 1;
        const [instance, who] = [random() < 0.5 ? left : right, whole(traders.length)];
        const [userId, own] = [traders[who] ?? "", open[who]];
        const variantId = variants[whole(variants.length)];
        const kind = random();
        const side = random() < 0.5 ? "bid" : "ask";
        const id = own?.[side].pop();
        if (kind < 0.15 && id) {
          await act(instance, side === "bid" ? "cancelBid" : "cancelAsk", userId, { [`${side}Id`]: id });
        } else if (kind < 0.25) {
          await act(instance, "buyNow", userId, { variantId, maxPrice: usd(110) });
        } else {
          const input = {
            variantId,
            price: usd(95 + whole(11)),
            quantity: 1 + whole(3),
            idempotencyKey: newId(),
          };
          const operation = side === "bid" ? "placeBid" : "placeAsk";
          // Half of them are sent to both instances at once, as a client does that lost its connection.
          const answers = await Promise.all(
            (random() < 0.5 ? [left, right] : [instance]).map((there) =>
              act(there, operation, userId, input),
            ),
          );
          expect(new Set(answers.map((answer) => answer[side]?.id)).size).toBe(1);
          if (answers[0][side]) own?.[side].push(answers[0][side].id);
        }
      }
    }
    await Promise.all(Array.from({ length: CALLERS }, caller));

    expect(await left.broken()).toEqual([]);
    const [counts] = await left.admin.sql<{ orders: bigint; trades: bigint; events: bigint }[]>`
    select (select count(*) from offers.book_orders) as orders, (select count(*) from offers.trades) as trades,
           (select count(*) from offers.outbox where type = 'offers.trade_executed') as events`;
    expect(Number(counts?.orders)).toBeGreaterThan(COMMANDS / 3);
    expect(Number(counts?.trades)).toBeGreaterThan(COMMANDS / 6);
    expect(counts?.events).toBe(counts?.trades);
    expect(handed.some(({ length }) => length > 0)).toBe(handsOver);
    await stop();
  },
);
