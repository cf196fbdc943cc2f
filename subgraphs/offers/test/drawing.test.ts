import { withTransaction } from "@outcry/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANDLE_INTERVALS, candleStart } from "../src/domain/candles.ts";
import { drawAll, drawCandles, marketsBehind } from "../src/store/drawing.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { ask, bid, cancelled, market } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const keyOf = (variantId: string) => ({ variantId, currency: "USD" as const });
const draw = (variantId: string) =>
  withTransaction(running.database, (tx) => drawAll(tx, [keyOf(variantId)]));

/** One sale of one piece at a price, between two people of its own. */
async function sell(variantId: string, price: number): Promise<string> {
  const [seller, buyer] = [await running.aTrader(), await running.aTrader()];
  await ask(running, seller, variantId, price);
  const { trades } = await bid(running, buyer, variantId, price);
  return trades[0].id;
}

type Drawn = { interval: string; start: Date; volume: bigint; open: bigint; close: bigint; returns: number };

/** What is drawn of a market, whatever its readers see. */
const drawnOf = (variantId: string): Promise<Drawn[]> =>
  running.admin.sql<Drawn[]>`
    select interval, start, volume, open_minor as open, close_minor as close, returns
      from offers.candles where variant_id = ${variantId} order by interval, start`.then((rows) => [...rows]);

type Sale = { price: bigint; quantity: number; executed_at: Date; log_return: number | null };

/** The same by plain arithmetic, from the trades that stand. */
async function expectedOf(variantId: string): Promise<Drawn[]> {
  const sales = await running.admin.sql<Sale[]>`
    select price_minor as price, quantity, executed_at, log_return from offers.trades
     where variant_id = ${variantId} and state = 'EXECUTED' order by sequence, ordinal`;
  return CANDLE_INTERVALS.toSorted().flatMap((interval) => {
    const stretches = new Map<number, Drawn>();
    for (const { price, quantity, executed_at, log_return } of sales) {
      const start = candleStart(interval, executed_at);
      const before = stretches.get(start.getTime());
      stretches.set(start.getTime(), {
        ...{ interval, start, open: before?.open ?? price, close: price },
        volume: (before?.volume ?? 0n) + BigInt(quantity),
        returns: (before?.returns ?? 0) + (log_return === null ? 0 : 1),
      });
    }
    return [...stretches.values()];
  });
}

describe("candles", () => {
  it("show a trade as soon as it is made, and the same once they are drawn", async () => {
    const variant = await running.aVariant();
    await sell(variant, 100);
    await draw(variant);
    await sell(variant, 130);
    await sell(variant, 90);
    const before = await market(running, variant);
    expect(before.priceHistory).toMatchObject([
      {
        ...{ open: { amount: "100.00" }, high: { amount: "130.00" }, low: { amount: "90.00" } },
        ...{ close: { amount: "90.00" }, volume: 3, count: 3 },
      },
    ]);
    await draw(variant);
    expect(await market(running, variant)).toEqual(before);
    expect(await drawnOf(variant)).toEqual(await expectedOf(variant));
  });

  it("hold each trade once, however many draw them while it goes on", async () => {
    const variants = [await running.aVariant(), await running.aVariant()];
    let isTrading = true;
    const drawing = async (order: readonly string[]) => {
      while (isTrading) await withTransaction(running.database, (tx) => drawCandles(tx, order.map(keyOf)));
    };
    const drawers = [drawing(variants), drawing(variants.toReversed()), drawing(variants)];
    for (let price = 80; price < 110; price += 1)
      await Promise.all(variants.map((variant) => sell(variant, price)));
    isTrading = false;
    await Promise.all(drawers);
    await draw(variants[0] ?? "");
    expect(await drawnOf(variants[0] ?? "")).toEqual(await expectedOf(variants[0] ?? ""));
    expect(await running.broken()).toEqual([]);
  });

  it.each(["drawn", "not drawn"])("forget a busted trade that was %s", async (state) => {
    const variant = await running.aVariant();
    await sell(variant, 100);
    const busted = await sell(variant, 120);
    await sell(variant, 110);
    if (state === "drawn") await draw(variant);
    await running.announce("orders", cancelled(busted, "BUYER"));
    await draw(variant);
    expect(await drawnOf(variant)).toEqual(await expectedOf(variant));
    expect(await running.broken()).toEqual([]);
  });

  it("are drawn of what a process left behind that died", async () => {
    const variant = await running.aVariant();
    await sell(variant, 100);
    expect(await marketsBehind(running.database, 1_000)).toContainEqual(keyOf(variant));
    await draw(variant);
    expect(await marketsBehind(running.database, 1_000)).not.toContainEqual(keyOf(variant));
  });
});
