import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { type Expire, keyOf } from "../domain/command.ts";
import { decideAll } from "../domain/decide.ts";
import type { MarketKey } from "../domain/order.ts";
import { lockMarkets } from "../store/locked-markets.ts";
import { readSweepable } from "../store/sweeping.ts";
import { exchangeOf, type OpenBook, sideOf } from "./exchange.ts";
import { recordDecided } from "./record-decided.ts";

/** A market with more expired orders than this is swept in several turns, so that its lock is never held for long. */
export const EXPIRED_PER_MARKET_MAX = 100;

/**
 * Takes expired orders out of markets, and makes the markets say what is left: one change of each book, with the next
 * sequence. Returns the markets that changed, and whether any of them has more to sweep.
 */
export async function expireOrders(
  tx: Tx,
  keys: readonly MarketKey[],
): Promise<{ changed: MarketKey[]; more: boolean }> {
  const locked = await lockMarkets(tx, keys);
  const markets = [...locked.values()].map(({ market }) => market);
  const { now, over, best, nextExpiries } = await readSweepable(tx, markets, EXPIRED_PER_MARKET_MAX);
  const books = [...locked.values()].map((it): OpenBook => {
    const { market } = it;
    return { locked: it, bids: sideOf(best, market, "BID"), asks: sideOf(best, market, "ASK") };
  });
  const idsIn = (key: MarketKey) => over.filter((order) => keyOf(order) === keyOf(key)).map(({ id }) => id);
  const commands = markets.map(({ variantId, currency }): Expire => {
    return { kind: "EXPIRE", variantId, currency, orderIds: idsIn({ variantId, currency }) };
  });
  const decided = decideAll(exchangeOf(books, over), commands, { now, newId });
  // A market that has more keeps the time at which it was due, and is the first again.
  const full = new Set(
    commands.filter(({ orderIds }) => orderIds.length >= EXPIRED_PER_MARKET_MAX).map(keyOf),
  );
  await recordDecided(tx, {
    ...{ decided, locked, answers: [], events: [], now },
    nextExpiries: new Map([...nextExpiries].filter(([key]) => !full.has(key))),
  });
  const changed = markets.filter(
    (market) => decided.markets.get(keyOf(market))?.sequence !== market.sequence,
  );
  return { changed, more: full.size > 0 };
}
