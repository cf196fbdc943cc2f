import { newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMMANDS_AT_ONCE_MAX } from "../src/commands/at-once.ts";
import { makeGroupCommit } from "../src/commands/group-commit.ts";
import { makeTradeCommands } from "../src/commands/trade.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { ask, bid, market } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const ANSWERS = "(select count(*) from offers.answers)::int as answers";

/** Of what was refused there is no order, no answer (one is another's) and no event. */
async function expectOnly(userId: string, variantId: string, taken: number): Promise<void> {
  expect(await market(running, variantId)).toMatchObject({ numberOfBids: taken, sequence: taken });
  const [held] = await running.admin.sql`
    select (select count(*) from offers.book_orders where user_id = ${userId})::int as orders,
           ${running.admin.sql.unsafe(ANSWERS)},
           (select count(*) from offers.outbox)::int as events`;
  expect(held).toEqual({ orders: taken, answers: taken + 1, events: 0 });
  expect(await running.broken()).toEqual([]);
}

it("answers somebody who sends a thousand orders at once with typed refusals, and others as ever", async () => {
  const [variant, quiet, many, one] = [
    await running.aVariant(),
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  const flood = Promise.all(Array.from({ length: 1_000 }, () => bid(running, many, variant, 50)));
  const placed = await ask(running, one, quiet, 100);
  expect(placed.userErrors).toEqual([]);
  const answers = await flood;
  const refused = answers.filter(({ bid: made }) => made === null);
  const codes = refused.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
  expect(codes).toEqual(refused.map(() => "LIMIT_REACHED"));
  await expectOnly(many, variant, answers.length - refused.length);
});

it("takes three hundred of ten thousand, lets another's pass, and takes the refused ones under their keys later", async () => {
  const [variant, many, one] = [await running.aVariant(), await running.aTrader(), await running.aTrader()];
  const { database } = running;
  const groupCommit = makeGroupCommit({
    ...{ database, logger: makeLogger("offers", "silent"), onCommit: () => undefined },
  });
  const owners = {
    hasPaymentMethod: async () => true,
    variant: async () => null,
    close: async () => undefined,
  };
  const commands = makeTradeCommands({ database, groupCommit, owners, locate: async () => null });
  const place = (userId: string, idempotencyKey: string) =>
    commands.place(userId, "BID", {
      ...{ variantId: variant, price: { amount: "50.00", currencyCode: "USD" }, quantity: 1 },
      ...{ expiresInDays: 30, idempotencyKey },
    });
  const keys = Array.from({ length: 10_000 }, newId);
  const [before] = await running.admin.sql`select ${running.admin.sql.unsafe(ANSWERS)}`;
  const flood = keys.map((key) => place(many, key));
  const [another] = await Promise.all([place(one, newId())]);
  expect(another.result.ok).toBe(true);
  const answers = await Promise.all(flood);
  const refusals = answers.flatMap(({ result }) => (result.ok ? [] : [result.refusal.kind]));
  expect(refusals).toEqual(keys.slice(COMMANDS_AT_ONCE_MAX).map(() => "LimitReached"));
  const again = await place(many, keys.at(-1) ?? "");
  expect(again.result.ok).toBe(true);
  await groupCommit.stop();
  const [held] = await running.admin.sql`
    select count(*)::int as orders, ${running.admin.sql.unsafe(ANSWERS)} from offers.book_orders where user_id = ${many}`;
  const answered = COMMANDS_AT_ONCE_MAX + 2;
  expect(held).toEqual({ orders: COMMANDS_AT_ONCE_MAX + 1, answers: before?.answers + answered });
  expect(await running.broken()).toEqual([]);
});
