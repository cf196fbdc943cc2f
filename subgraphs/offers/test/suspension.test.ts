import { PersonDefaulted } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const defaulted = (userId: string, sellingSuspendedUntil: Date | null) => {
  const orderId = newId();
  return PersonDefaulted.of(orderId, {
    ...{ orderId, number: "OC-0000-0000", userId, role: "SELLER", reason: "SHIPPING_OVERDUE", defaults: 1 },
    ...{ subtotal: { minor: "10000", currency: "USD" } },
    sellingSuspendedUntil: sellingSuspendedUntil?.toISOString() ?? null,
  });
};

it("a suspended seller may not sell more than they offer already, and may buy, until it is over", async () => {
  const [variant, seller, other] = [
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  const { ask: offered } = await ask(running, seller, variant, 100, 2);
  await running.announce("orders", defaulted(seller, null));
  expect((await ask(running, seller, variant, 110)).userErrors).toEqual([]);

  const until = new Date(Date.now() + 86_400_000);
  await running.announce("orders", defaulted(seller, until));
  // An older word, heard late, does not shorten it.
  await running.announce("orders", defaulted(seller, new Date(Date.now() - 86_400_000)));
  const refused = [
    { __typename: "SellingSuspendedError", code: "SELLING_SUSPENDED", until: until.toISOString() },
  ];
  const key = { idempotencyKey: newId() };
  const again = { variantId: variant, price: usd(120), quantity: 1, ...key };
  expect((await act(running, "placeAsk", seller, again)).userErrors).toMatchObject(refused);
  expect((await act(running, "placeAsk", seller, again)).userErrors).toMatchObject(refused);
  await bid(running, other, variant, 90);
  const now = { variantId: variant, minPrice: usd(90) };
  expect((await act(running, "sellNow", seller, now)).userErrors).toMatchObject(refused);
  const more = { askId: offered.id, quantity: 3 };
  expect((await act(running, "updateAsk", seller, more)).userErrors).toMatchObject(refused);
  expect((await act(running, "updateAsk", seller, { askId: offered.id, quantity: 1 })).userErrors).toEqual(
    [],
  );
  expect((await bid(running, seller, variant, 80)).userErrors).toEqual([]);

  const { admin } = running;
  await admin.sql`update offers.traders set selling_suspended_until = now() where user_id = ${seller}`;
  expect((await ask(running, seller, variant, 120)).userErrors).toEqual([]);
  expect(await running.broken()).toEqual([]);
});
