import { afterAll, beforeAll, expect, it } from "vitest";
import { EXPIRED_PER_MARKET_MAX } from "../src/commands/expire-orders.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, ask, bid, market } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

/** Moves an order's expiry to now, as if its days were over, without telling anybody. */
const endTimeOf = (orderId: string) => running.admin.sql`
  with ended as (
    update offers.book_orders set expires_at = now() where id = ${orderId} returning variant_id, currency)
  update offers.markets m set next_expiry_at = now() from ended
   where m.variant_id = ended.variant_id and m.currency = ended.currency`;

it("an order whose time is over neither shows nor trades, whether the sweep has been or not", async () => {
  const [variant, seller, buyer] = [
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  const stale = await ask(running, seller, variant, 90);
  await ask(running, seller, variant, 100);
  await endTimeOf(stale.ask.id);
  expect(await market(running, variant)).toMatchObject({ lowestAsk: { amount: "100.00" }, numberOfAsks: 1 });
  // By a process that does not know the book: the one above left it, and nobody but a clock has changed it since.
  const another = await runOffers({ postgres: running.postgres });
  const bought = await bid(another, buyer, variant, 100);
  await another.stop({ keepDatabase: true });
  expect(bought.trades).toMatchObject([{ price: { amount: "100.00" } }]);
  const refused = await act(running, "cancelAsk", seller, { askId: stale.ask.id });
  expect(refused.userErrors).toMatchObject([{ code: "INVALID_TRANSITION", from: "EXPIRED" }]);
});

it("the sweep takes it out within about a second, with the next sequence", async () => {
  const [variant, seller] = [await running.aVariant(), await running.aTrader()];
  const stale = await ask(running, seller, variant, 90);
  await endTimeOf(stale.ask.id);
  await expect
    .poll(async () => (await market(running, variant)).sequence, { timeout: 5_000, interval: 20 })
    .toBe(2);
  const [row] = await running.admin
    .sql`select state, withdrawn, closed_sequence from offers.book_orders where id = ${stale.ask.id}`;
  expect(row).toMatchObject({ state: "EXPIRED", withdrawn: 1 });
  expect(await running.broken()).toEqual([]);
});

it("sweeps more than a turn takes on, of one market and of many, and leaves to each what is left", async () => {
  const [crowded, ...others] = await Promise.all(Array.from({ length: 21 }, () => running.aVariant()));
  const seller = await running.aTrader();
  const asks = [
    ...Array.from({ length: 2 * EXPIRED_PER_MARKET_MAX + 1 }, (_, index) => ({
      variantId: crowded ?? "",
      dollars: 100 + (index % 7),
    })),
    ...others.map((variantId) => ({ variantId, dollars: 100 })),
  ];
  const over = await Promise.all(
    asks.map(({ variantId, dollars }) => ask(running, seller, variantId, dollars)),
  );
  for (const variantId of [crowded ?? "", ...others]) await ask(running, seller, variantId, 120);
  const ids = over.map(({ ask: placed }) => placed.id);
  await running.admin.sql`
    with ended as (
      update offers.book_orders set expires_at = now() where id = any(${ids}) returning variant_id, currency)
    update offers.markets m set next_expiry_at = now() from ended
     where m.variant_id = ended.variant_id and m.currency = ended.currency`;
  await expect
    .poll(
      async () => {
        const [row] = await running.admin.sql`
          select count(*)::int as expired, count(distinct closed_sequence)::int as turns
            from offers.book_orders where state = 'EXPIRED' and variant_id = ${crowded ?? ""}`;
        return row;
      },
      { timeout: 10_000, interval: 20 },
    )
    .toEqual({ expired: 2 * EXPIRED_PER_MARKET_MAX + 1, turns: 3 });
  await expect
    .poll(() => running.admin.sql`select 1 from offers.markets where next_expiry_at <= now()`, {
      timeout: 10_000,
      interval: 20,
    })
    .toHaveLength(0);
  for (const variantId of [crowded ?? "", ...others])
    expect(await market(running, variantId)).toMatchObject({
      lowestAsk: { amount: "120.00" },
      numberOfAsks: 1,
    });
  expect(await running.broken()).toEqual([]);
});
