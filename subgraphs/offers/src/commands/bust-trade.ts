import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { stretchesAround } from "../domain/candles.ts";
import { type Command, keyOf } from "../domain/command.ts";
import { decideAll } from "../domain/decide.ts";
import { demandOf } from "../domain/demand.ts";
import type { MarketKey } from "../domain/order.ts";
import { tradeBusted, tradeExecuted } from "../events.ts";
import {
  findTrade,
  markBusted,
  redrawCandles,
  relinkSales,
  standingWithout,
  type TradeToBust,
} from "../store/busting.ts";
import { loadBooks } from "../store/loaded-books.ts";
import { lockMarkets } from "../store/locked-markets.ts";
import { exchangeOf } from "./exchange.ts";
import { recordDecided } from "./record-decided.ts";

export type Default = Readonly<{ tradeId: string; defaultedBy: "BUYER" | "SELLER"; reason: string }>;

const commandOf = (
  trade: TradeToBust,
  { defaultedBy }: Default,
  standing: { id: string; price: bigint }[],
): Command => {
  const [innocentOrderId, defaultedOrderId] =
    defaultedBy === "BUYER" ? [trade.askId, trade.bidId] : [trade.bidId, trade.askId];
  const { variantId, currency, quantity } = trade;
  return {
    kind: "BUST",
    tradeId: trade.id,
    variantId,
    currency,
    quantity,
    innocentOrderId,
    defaultedOrderId,
    standing,
  };
};

/**
 * Undoes a trade of which one side defaulted: it leaves last sale, counts and candles, and the innocent order returns to
 * the book at its first place in time and meets what crosses it now. Doing it twice does it once. Returns the market,
 * or null when there is nothing (left) to undo.
 */
export async function bustTrade(tx: Tx, defaulted: Default): Promise<MarketKey | null> {
  const found = await findTrade(tx, defaulted.tradeId);
  if (found?.state !== "EXECUTED") return null;
  const locked = await lockMarkets(tx, [found]);
  const market = locked.get(keyOf(found));
  const trade = await findTrade(tx, defaulted.tradeId);
  if (market === undefined || trade?.state !== "EXECUTED") return null; // Another was faster to the lock.

  const command = commandOf(trade, defaulted, await standingWithout(tx, trade, trade.id));
  const { BID = 1, ASK = 1 } = demandOf([command]).get(keyOf(trade)) ?? {};
  const wanted = { variantId: trade.variantId, currency: trade.currency, bids: BID, asks: ASK };
  const orderIds = [trade.bidId, trade.askId];
  const books = await loadBooks(tx, { books: [wanted], orderIds, userIds: [], keys: [] });
  const exchange = exchangeOf(locked, books, new Map());
  const decided = decideAll(exchange, [command], { now: books.now, newId });

  const sequence = decided.markets.get(keyOf(trade))?.sequence ?? 0;
  await markBusted(tx, trade.id, defaulted.defaultedBy, sequence);
  const events = [
    tradeBusted(trade.id, defaulted.defaultedBy, defaulted.reason),
    ...decided.trades.map((rematched) => tradeExecuted(rematched, market)),
  ];
  await recordDecided(tx, { decided, exchange, locked, answers: [], events, now: books.now, redraws: true });
  const times = await relinkSales(
    tx,
    trade.id,
    decided.trades.map(({ id }) => id),
  );
  await redrawCandles(tx, trade, stretchesAround(times));
  return trade;
}
