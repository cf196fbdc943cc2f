import { DatabaseLostError } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { NO_PEERS, PeerSilentError, type Peers } from "@outcry/redis";
import { makeLogger } from "@outcry/service";
import { createTestDatabase, makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GroupCommit, makeGroupCommit, type Submit } from "../src/commands/group-commit.ts";
import { requestOf } from "../src/commands/keyed-request.ts";
import { readRequest } from "../src/commands/letters.ts";
import { makeRelay } from "../src/commands/relay.ts";
import type { Request } from "../src/commands/request.ts";
import { CommandTimeoutError, TooManyAtOnceError } from "../src/commands/timeouts.ts";
import { expectWhole, startInsisting } from "./insisting.ts";
import { endWriting, startWriting, untilEldest, watchedPeers } from "./relaying.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

const logger = makeLogger("offers", "silent");
const ELDER = "elder";

/** Peers of whom one is before us, which does with a question what a test wants. */
const peersAsking = (ask: (question: unknown) => Promise<unknown>): Peers => ({
  ...NO_PEERS,
  self: "younger",
  eldest: () => ELDER,
  ask: (_peer, question) => ask(question),
});
const silence = () => Promise.reject(new PeerSilentError("it is too slow"));

describe("an instance whose elder does not answer", () => {
  let running: RunningTest;
  let here: GroupCommit;
  let there: GroupCommit;
  beforeAll(async () => {
    running = await runOffers();
    const options = { database: running.database, logger, onCommit: () => undefined };
    [here, there] = [makeGroupCommit(options), makeGroupCommit(options)];
  });
  afterAll(async () => {
    await Promise.all([here.stop(), there.stop()]);
    expect(await running.broken()).toEqual([]);
    await running.stop();
  });

  async function aBid(): Promise<Request> {
    const [userId, variantId] = [await running.aTrader(), await running.aVariant()];
    const order = { side: "BID", orderId: newId(), userId, variantId, currency: "USD" } as const;
    const value = { kind: "PLACE", ...order, price: 10_000n, quantity: 1, expiresInDays: 30 } as const;
    return requestOf(userId, "placeBid", { idempotencyKey: newId() }, { ok: true, value });
  }
  const placedOf = async (submit: Submit, request: Request): Promise<unknown> => {
    const reply = await submit(request);
    return reply.kind === "ANSWERED" && reply.result.ok ? reply.result.value.orderId : reply;
  };
  const ordersOf = async ({ userId }: Request): Promise<unknown[]> => {
    const rows = await running.admin.sql`select id from offers.book_orders where user_id = ${userId}`;
    return rows.map(({ id }) => id);
  };

  it("writes by itself", async () => {
    const request = await aBid();
    const { submit } = makeRelay(peersAsking(silence), here, logger);
    expect(await ordersOf(request)).toEqual([]);
    const placed = await placedOf(submit, request);
    expect(await ordersOf(request)).toEqual([placed]);
  });

  it("answers with what the elder had done before it fell silent", async () => {
    const request = await aBid();
    const done = (question: unknown) => there.submit(readRequest(question)).then(silence);
    const placed = await placedOf(makeRelay(peersAsking(done), here, logger).submit, request);
    expect(await ordersOf(request)).toEqual([placed]);
  });

  it("and the elder that does it after all, at the same time, place one order and answer alike", async () => {
    for (let times = 0; times < 10; times += 1) {
      const request = await aBid();
      let late: Promise<unknown> = Promise.resolve();
      const both = (question: unknown) => {
        late = placedOf(there.submit, readRequest(question));
        return silence();
      };
      const placed = await placedOf(makeRelay(peersAsking(both), here, logger).submit, request);
      expect(await late).toBe(placed);
      expect(await ordersOf(request)).toEqual([placed]);
    }
  });

  const failing = (error: Error): Pick<GroupCommit, "submit"> => ({ submit: () => Promise.reject(error) });

  it("says that it does not know when it fails as well, for the elder may have done it", async () => {
    const fault = new DatabaseLostError("It is away.", "nothing");
    const { submit } = makeRelay(peersAsking(silence), failing(fault), logger);
    await expect(submit(await aBid())).rejects.toThrow(CommandTimeoutError);
  });

  it("waits no longer in all than it would by itself", async () => {
    const moments: number[] = [];
    const slowly = () => {
      moments.push(performance.now());
      return new Promise((resolve) => setTimeout(resolve, 50)).then(silence);
    };
    const noting = (_request: Request, since = Number.NaN) => {
      moments.unshift(since);
      return silence();
    };
    const request = await aBid();
    await expect(
      makeRelay(peersAsking(slowly), { submit: noting }, logger).submit(request),
    ).rejects.toThrow();
    const [since = Number.NaN, asked] = moments;
    expect(since).toBeLessThanOrEqual(asked ?? 0);
  });

  it("writes by itself when the elder takes no more", async () => {
    const { submit } = makeRelay(
      peersAsking(async () => ({ tooMany: "market" })),
      here,
      logger,
    );
    const request = await aBid();
    expect(await ordersOf(request)).toEqual([]);
    const placed = await placedOf(submit, request);
    expect(await ordersOf(request)).toEqual([placed]);
  });

  it("tells somebody who sent too much what the elder told, and tries no further", async () => {
    const tooMany = async () => ({ tooMany: "user" });
    const { submit } = makeRelay(peersAsking(tooMany), here, logger);
    const request = await aBid();
    await expect(submit(request)).rejects.toThrow(TooManyAtOnceError);
    expect(await ordersOf(request)).toEqual([]);
  });
});

const missing = missingRedis();

describe.skipIf(missing !== undefined)(
  `instances over Redis${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await makeRedis();
    });
    afterEach(endWriting);
    afterAll(() => redis.discard());

    it("hand their orders to the eldest, and answer as if they had written them", async () => {
      const [postgres, group] = [await createTestDatabase(), newId()];
      const [first, second] = [watchedPeers(redis.url, group), watchedPeers(redis.url, group)];
      const elder = await runOffers({ postgres, peers: () => first });
      const younger = await runOffers({ postgres, peers: () => second });
      await untilEldest(second, first.self);
      const [variantId, buyer, seller] = [
        await younger.aVariant(),
        await younger.aTrader(),
        await younger.aTrader(),
      ];
      const ask = { variantId, price: usd(120), quantity: 2, idempotencyKey: newId() };
      const resting = await act(younger, "placeAsk", seller, ask);
      expect(resting.ask).toMatchObject({ state: "ACTIVE", remaining: 2, price: usd("120.00") });
      const bid = { variantId, price: usd(125), idempotencyKey: newId() };
      const traded = await act(younger, "placeBid", buyer, bid);
      expect(traded).toMatchObject({ bid: { state: "FILLED" }, trades: [{ price: { amount: "120.00" } }] });
      const changed = await act(younger, "updateAsk", seller, { askId: resting.ask.id, price: usd(119) });
      expect(changed.ask).toMatchObject({ price: usd("119.00"), remaining: 1 });
      const off = await act(younger, "placeAsk", seller, { variantId, price: usd("119.5") });
      expect(off.userErrors).toMatchObject([{ __typename: "TickSizeError", tick: { amount: "1.00" } }]);
      const cancelled = await act(younger, "cancelAsk", seller, { askId: resting.ask.id });
      expect(cancelled.ask).toMatchObject({ state: "CANCELLED", remaining: 0 });
      // Whoever asks again is told the same, by whichever instance.
      expect((await act(younger, "placeBid", buyer, bid)).trades).toEqual(traded.trades);
      expect((await act(elder, "placeBid", buyer, bid)).trades).toEqual(traded.trades);
      expect(second.handed).toEqual(Array.from({ length: 6 }, () => first.self));
      expect(first.handed).toEqual([]);
      expect(await elder.broken()).toEqual([]);

      await elder.stop({ keepDatabase: true });
      await untilEldest(second, second.self);
      const alone = await act(younger, "placeBid", buyer, { variantId, price: usd(100) });
      expect(alone.bid).toMatchObject({ state: "ACTIVE" });
      await younger.stop();
    });

    it("lose nothing acknowledged and double nothing, whether the one that writes is killed or stopped", async () => {
      const [postgres, group] = [await createTestDatabase(), newId()];
      const writing = [];
      for (let count = 0; count < 4; count += 1)
        writing.push(await startWriting(postgres.urlOf("offers"), redis.url, group));
      const peers = watchedPeers(redis.url, group);
      const running = await runOffers({ postgres, peers: () => peers });
      const traffic = await startInsisting(running, 12);
      const written = () => traffic.acknowledged.size;
      const untilMore = async () => {
        const enough = written() + 100;
        await expect.poll(written, { timeout: 20_000 }).toBeGreaterThan(enough);
      };
      for (const [index, { name, signal }] of writing.entries()) {
        await traffic.during(untilEldest(peers, name));
        await traffic.during(untilMore());
        expect(peers.handed.at(-1)).toBe(name);
        signal(index === 1 ? "SIGSTOP" : "SIGKILL");
        await traffic.during(untilMore());
      }
      // What was stopped goes on, with letters from then in its hands.
      writing[1]?.signal("SIGCONT");
      await traffic.during(untilEldest(peers, writing[1]?.name ?? ""));
      await traffic.during(untilMore());
      writing[1]?.signal("SIGKILL");
      await traffic.stop();
      await expectWhole(running, traffic);
      await running.stop();
    });
  },
);
