import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { type Command, keyOf } from "../domain/command.ts";
import { decideAll } from "../domain/decide.ts";
import type { MarketKey } from "../domain/order.ts";
import { loadBooks } from "../store/loaded-books.ts";
import { lockMarkets } from "../store/locked-markets.ts";
import { nextExpiries, ordersOver } from "../store/sweeping.ts";
import { exchangeOf } from "./exchange.ts";
import { recordDecided } from "./record-decided.ts";

/** A market with more than this many expired orders is swept in several turns, so that its lock is never held for long. */
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
  const books = await loadBooks(tx, {
    books: markets.map(({ variantId, currency }) => ({ variantId, currency, bids: 1, asks: 1 })),
    ...{ orderIds: [], userIds: [], keys: [] },
  });
  const over = await ordersOver(tx, markets, books.now, EXPIRED_PER_MARKET_MAX);
  const exchange = exchangeOf(locked, { ...books, named: over }, new Map());
  const idsIn = (key: MarketKey) => over.filter((order) => keyOf(order) === keyOf(key)).map(({ id }) => id);
  const commands = markets.map(({ variantId, currency }): Command => {
    const orderIds = idsIn({ variantId, currency });
    return { kind: "EXPIRE", variantId, currency, orderIds };
  });
  const decided = decideAll(exchange, commands, { now: books.now, newId });
  const full = new Set(
    commands.flatMap((command) =>
      command.kind === "EXPIRE" && command.orderIds.length >= EXPIRED_PER_MARKET_MAX ? [keyOf(command)] : [],
    ),
  );
  const next = new Map([...(await nextExpiries(tx, markets, books.now))].filter(([key]) => !full.has(key)));
  await recordDecided(tx, {
    decided,
    exchange,
    locked,
    answers: [],
    events: [],
    now: books.now,
    nextExpiries: next,
  });
  const changed = markets.filter(
    (market) => decided.markets.get(keyOf(market))?.sequence !== market.sequence,
  );
  return { changed, more: full.size > 0 };
}
