import { newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeGroupCommit } from "../src/commands/group-commit.ts";
import { makeRelay } from "../src/commands/relay.ts";
import { CommandTimeoutError } from "../src/commands/timeouts.ts";
import { makeTradeCommands } from "../src/commands/trade.ts";
import { endWriting, startWriting, untilEldest, watchedPeers } from "./relaying.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

const missing = missingRedis();
/** More steps than two pairs of orders have; the last writer dies nowhere. */
const STEPS_MAX = 40;
const POINTS_LEAST = 14;
const TRIES_MAX = 5;

/** As a good client does: whoever hears that the outcome is unknown sends the same again. */
async function insist<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1)
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof CommandTimeoutError)) throw error;
    }
  throw new Error("Never settled.");
}

describe.skipIf(missing !== undefined)(`a writer that dies${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let running: RunningTest;
  let redis: RedisServer;
  beforeAll(async () => {
    [running, redis] = [await runOffers(), await makeRedis()];
  });
  afterEach(endWriting);
  afterAll(async () => {
    await running.stop();
    await redis.discard();
  });

  /** An instance that hands its orders to the one that writes, as long as that is there. */
  function startYounger(group: string) {
    const logger = makeLogger("offers", "silent");
    const peers = watchedPeers(redis.url, group);
    const own = makeGroupCommit({ database: running.database, logger, onCommit: () => undefined });
    const owners = {
      hasPaymentMethod: async () => true,
      variant: async () => null,
      close: async () => undefined,
    };
    const commands = makeTradeCommands({
      ...{ database: running.database, groupCommit: makeRelay(peers, own, logger), owners },
      locate: async () => null,
    });
    const stop = async () => {
      await peers.close();
      await own.stop();
    };
    return { commands, peers, stop };
  }

  it("at any of its steps takes nothing along that others were told, and leaves nothing twice", async () => {
    const [seller, buyer, other] = [
      await running.aTrader(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    let points = 0;
    for (let crashAt = 1; crashAt <= STEPS_MAX; crashAt += 1) {
      const variantId = await running.aVariant();
      await act(running, "placeAsk", other, { variantId, price: usd(900) });
      const group = newId();
      const writer = await startWriting(running.postgres.urlOf("offers"), redis.url, group, crashAt);
      const { commands, peers, stop } = startYounger(group);
      await untilEldest(peers, writer.name);
      const told = new Set<string>();
      // The first pair goes under locks, the second is decided first and written then.
      for (let pair = 0; pair < 2; pair += 1) {
        const input = { variantId, price: usd(100), quantity: 1, expiresInDays: 30 };
        const [asked, bid] = [
          { ...input, idempotencyKey: newId() },
          { ...input, idempotencyKey: newId() },
        ];
        const sent = await Promise.all([
          insist(() => commands.place(seller, "ASK", asked)),
          insist(() => commands.place(buyer, "BID", bid)),
        ]);
        for (const { result } of sent) told.add(result.ok ? result.value.orderId : "nothing");
      }
      const orders = await running.admin.sql<{ id: string }[]>`
        select id from offers.book_orders where variant_id = ${variantId} and user_id <> ${other}`;
      expect(orders).toHaveLength(4);
      expect(new Set(orders.map(({ id }) => id))).toEqual(told);
      const died = writer.isDead();
      writer.signal("SIGKILL");
      await stop();
      if (!died) break;
      points += 1;
    }
    expect(points).toBeGreaterThanOrEqual(POINTS_LEAST);
    expect(points).toBeLessThan(STEPS_MAX);
    expect(await running.broken()).toEqual([]);
    process.stdout.write(`a writer for another instance: ${points} points, ${points} recovered\n`);
  }, 240_000);
});
