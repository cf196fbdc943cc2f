import { PaymentMethodsChanged } from "@outcry/contracts";
import { createTestDatabase } from "@outcry/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, cancelled, usd } from "./trading.ts";

let instances: [RunningTest, RunningTest];
beforeAll(async () => {
  const postgres = await createTestDatabase();
  instances = [await runOffers({ postgres }), await runOffers({ postgres })];
});
afterAll(async () => {
  await instances[0].stop({ keepDatabase: true });
  await instances[1].stop();
});

const COMMANDS = 250;
const CALLERS = 12;
const DEFAULTS = 15;

/** A repeatable stream of whole numbers: a failure can be looked at again. */
function randomOf(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * most);
  };
}

it("two instances that trade, bust and pause at once leave every book as it must be, and each default done once", async () => {
  const [left, right] = instances;
  const whole = randomOf(11);
  const variants = [await left.aVariant(), await left.aVariant(), await left.aVariant()];
  const traders = await Promise.all(Array.from({ length: 6 }, () => left.aTrader()));
  const traded: string[] = [];
  const refusals = new Set<string>();
  let [sent, defaulted] = [0, 0];
  const send = async (operation: "placeBid" | "placeAsk" | "updateBid", userId: string, input: object) => {
    const answer = await act(whole(2) === 0 ? left : right, operation, userId, { ...input });
    for (const { code } of answer.userErrors) refusals.add(code);
    traded.push(...answer.trades.map(({ id }: { id: string }) => id));
  };

  async function trader(): Promise<void> {
    while (sent < COMMANDS || defaulted < DEFAULTS) {
      sent += 1;
      const input = { variantId: variants[whole(3)], price: usd(95 + whole(11)), quantity: 1 + whole(3) };
      await send(whole(2) === 0 ? "placeBid" : "placeAsk", traders[whole(6)] ?? "", input);
    }
  }
  /** Somebody's card works again, and they bring back what was paused. */
  async function mend(): Promise<void> {
    const userId = traders[whole(6)] ?? "";
    await left.announce("payments", PaymentMethodsChanged.of(userId, { userId, onFile: true }));
    const paused = await left.admin.sql<{ id: string; price_minor: bigint }[]>`
      select id, price_minor from offers.book_orders where user_id = ${userId} and state = 'PAUSED' limit 5`;
    for (const { id, price_minor } of paused)
      await send("updateBid", userId, { bidId: id, price: usd(Number(price_minor) / 100) });
  }
  async function fate(): Promise<void> {
    while (defaulted < DEFAULTS) {
      const tradeId = traded.splice(whole(traded.length), 1)[0];
      if (tradeId) {
        defaulted += 1;
        await left.announce("orders", cancelled(tradeId, whole(3) === 0 ? "SELLER" : "BUYER"));
      }
      await mend();
    }
  }
  await Promise.all([fate(), ...Array.from({ length: CALLERS }, trader)]);
  await left.offers.drained();
  await right.offers.drained();

  expect(await left.broken()).toEqual([]);
  const [counts] = await left.admin.sql`
    select (select count(*)::int from offers.trades where state = 'BUSTED') as busted,
           (select count(*)::int from offers.outbox where type = 'offers.trade_busted') as told,
           (select count(*)::int from offers.pauses) as pauses`;
  expect(counts).toMatchObject({ busted: DEFAULTS, told: DEFAULTS });
  expect(counts?.pauses).toBeGreaterThan(DEFAULTS);
  for (const code of refusals)
    expect(["PAYMENT_METHOD_REQUIRED", "SELF_TRADE", "INVALID_TRANSITION"]).toContain(code);
}, 60_000);
