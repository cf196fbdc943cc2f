import { connectAlike, DatabaseConflictError, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { applyBatch } from "../src/commands/apply-batch.ts";
import { factsFor } from "../src/commands/batch-facts.ts";
import { type GroupCommit, makeGroupCommit } from "../src/commands/group-commit.ts";
import { requestOf } from "../src/commands/keyed-request.ts";
import { makeKnownBooks } from "../src/commands/known-books.ts";
import { makeKnownOpen } from "../src/commands/known-open.ts";
import type { Request } from "../src/commands/request.ts";
import { OPEN_ORDERS_MAX } from "../src/domain/caps.ts";
import type { Side } from "../src/domain/order.ts";
import { encodeRecords, recordEncoded } from "../src/store/record.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";

let running: RunningTest;
let groupCommit: GroupCommit;
let decided: number;
beforeAll(async () => {
  running = await runOffers();
});
beforeEach(() => {
  decided = 0;
  groupCommit = makeGroupCommit({
    ...{ database: running.database, logger: makeLogger("offers", "silent"), onCommit: () => undefined },
    crashPoint: (name) => {
      if (name === "decided") decided += 1;
    },
  });
});
afterEach(() => groupCommit.stop());
afterAll(async () => {
  expect(await running.broken()).toEqual([]);
  await running.stop();
});

const placing = (variantId: string, userId: string, side: Side, price: bigint, key = newId()): Request => {
  const command = {
    kind: "PLACE",
    side,
    orderId: newId(),
    userId,
    variantId,
    currency: "USD",
    price,
  } as const;
  const input = { price: price.toString(), side, idempotencyKey: key };
  return requestOf(userId, "place", input, {
    ok: true,
    value: { ...command, quantity: 1, expiresInDays: 30 },
  });
};

/** So many statements that record a batch wait for somebody's locks. */
const waiting = async (): Promise<number> => {
  const [row] = await running.admin.sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '/* record a batch */%'`;
  return row?.count ?? 0;
};

/** Places an order as another process does that had the market's lock before `ours` came, and ends once ours waits for it. */
const whileAnother = (places: Request, ours: () => void, then: () => void = () => undefined): Promise<void> =>
  withTransaction(running.database, async (tx) => {
    const facts = (inner: typeof tx) => factsFor(inner, [places]);
    await applyBatch(tx, [places], { facts, knownBooks: makeKnownBooks(), knownOpen: makeKnownOpen() });
    ours();
    await expect.poll(waiting, { interval: 10 }).toBe(1);
    then();
  });

/** A market that is known, and two people. */
async function aKnownMarket() {
  const [variantId, one, two] = [await running.aVariant(), await running.aTrader(), await running.aTrader()];
  await groupCommit.submit(placing(variantId, one, "BID", 5_000n));
  const replies: ReturnType<GroupCommit["submit"]>[] = [];
  const send = (...placed: Parameters<typeof placing>) =>
    replies.push(groupCommit.submit(placing(...placed)));
  return { variantId, one, two, send, answered: () => Promise.all(replies) };
}

it("decides again what another process changed while it was on its way", async () => {
  const { variantId, one, two, send, answered } = await aKnownMarket();
  await whileAnother(placing(variantId, one, "ASK", 10_000n), () => send(variantId, two, "BID", 10_000n));
  // Decided on what was known it would rest; the other process's ask came first.
  expect(await answered()).toMatchObject([{ kind: "ANSWERED", fresh: { order: { state: "FILLED" } } }]);
  // The first batch, the one that came to nothing, and its repetition.
  expect(decided).toBe(3);
});

it("answers a key that comes again while its first answer is on its way as it was answered", async () => {
  const { variantId, one, two, send, answered } = await aKnownMarket();
  const key = newId();
  const again = () => send(variantId, two, "BID", 4_000n, key);
  await whileAnother(placing(variantId, one, "BID", 3_000n), again, again);
  const [first, second] = await answered();
  expect(first).toMatchObject({ kind: "ANSWERED", result: { ok: true } });
  expect(second).toMatchObject({ result: first && "result" in first ? first.result : null });
  const [row] = await running.admin.sql`
    select count(*)::int as count from offers.book_orders where user_id = ${two}`;
  expect(row).toEqual({ count: 1 });
});

it("tells nobody what was decided on a batch that did not come true", async () => {
  const { variantId, one, two, send, answered } = await aKnownMarket();
  await whileAnother(
    placing(variantId, one, "ASK", 10_000n),
    () => send(variantId, two, "BID", 10_000n),
    // As the first is known so far, this would reach the same person's bid, and be refused.
    () => send(variantId, two, "ASK", 10_000n),
  );
  expect(await answered()).toMatchObject([
    { fresh: { order: { state: "FILLED" } } },
    { result: { ok: true }, fresh: { order: { state: "ACTIVE" } } },
  ]);
});

it("keeps the caps of somebody who orders in another process at the same time", async () => {
  const [here, there, other] = [await running.aVariant(), await running.aVariant(), await running.aTrader()];
  const capped = await running.aTrader({ verified: false });
  await groupCommit.submit(placing(here, other, "BID", 3_000n));
  const before = Array.from({ length: OPEN_ORDERS_MAX - 1 }, () =>
    groupCommit.submit(placing(here, capped, "BID", 3_000n)),
  );
  expect((await Promise.all(before)).every((it) => it.kind === "ANSWERED" && it.result.ok)).toBe(true);
  decided = 0;
  const replies: ReturnType<GroupCommit["submit"]>[] = [];
  await whileAnother(placing(there, capped, "BID", 3_000n), () =>
    replies.push(groupCommit.submit(placing(here, capped, "BID", 3_000n))),
  );
  // One more was allowed as far as was known, and the other process took it.
  expect(await Promise.all(replies)).toMatchObject([
    { result: { ok: false, refusal: { kind: "LimitReached" } } },
  ]);
  expect(decided).toBe(2);
});

it("writes nothing that follows what was not committed", async () => {
  const nothing = {
    placed: [],
    changed: [],
    trades: [],
    markets: [],
    answers: [],
    placedTotals: [],
    events: [],
  };
  const records = encodeRecords({ ...nothing, believed: null });
  const writer = connectAlike(running.database, { poolMax: 1 });
  const [first, second, third] = [newId(), newId(), newId()];
  const write = (batch: string, follows: string | null) => recordEncoded(writer, records, { batch, follows });
  await expect(write(first, newId())).rejects.toThrow(DatabaseConflictError);
  await expect(write(second, first)).rejects.toThrow(DatabaseConflictError);
  await write(second, null);
  await write(third, second);
  await expect(write(first, second)).rejects.toThrow(DatabaseConflictError);
  await writer.close();
});

/** What was decided on, and what came of it. */
const outcome = async (request: Request) => {
  decided = 0;
  return { reply: await groupCommit.submit(request), decided };
};

it("does not decide on what it remembers of a person or a variant once that has changed", async () => {
  const { variantId, one, two } = await aKnownMarket();
  await groupCommit.submit(placing(variantId, two, "BID", 4_000n));
  // Remembered by now, and still so.
  expect(await outcome(placing(variantId, one, "ASK", 9_000n))).toMatchObject({
    decided: 1,
    reply: { result: { ok: true } },
  });
  await running.admin.sql`
    update offers.traders set selling_suspended_until = now() + interval '1 day' where user_id = ${one}`;
  expect(await outcome(placing(variantId, one, "ASK", 9_000n))).toMatchObject({
    ...{ decided: 2, reply: { result: { ok: false, refusal: { kind: "SellingSuspended" } } } },
  });
  await groupCommit.submit(placing(variantId, two, "BID", 4_000n));
  await running.admin.sql`update offers.variants set tradable = false where id = ${variantId}`;
  expect(await outcome(placing(variantId, two, "BID", 4_000n))).toMatchObject({
    ...{ decided: 2, reply: { kind: "ASK_FIRST", refusal: { kind: "NotFound" } } },
  });
});

it("answers a key that another process answered as that did", async () => {
  const { variantId, one, two } = await aKnownMarket();
  await groupCommit.submit(placing(variantId, one, "BID", 4_000n));
  const again = placing(variantId, one, "BID", 4_500n);
  const other = makeGroupCommit({
    ...{ database: running.database, logger: makeLogger("offers", "silent"), onCommit: () => undefined },
  });
  const first = await other.submit(again);
  await other.stop();
  // The other one changed the book; once that is known, what is left to trip over is the key.
  await groupCommit.submit(placing(variantId, two, "BID", 4_000n));
  await groupCommit.submit(placing(variantId, two, "BID", 4_000n));
  const second = await outcome(again);
  expect(second.reply).toMatchObject({ result: first.kind === "ANSWERED" ? first.result : null });
  expect(second.decided).toBe(2);
  const [row] = await running.admin.sql`
    select count(*)::int as count from offers.book_orders where user_id = ${one}`;
  expect(row).toEqual({ count: 3 });
});
