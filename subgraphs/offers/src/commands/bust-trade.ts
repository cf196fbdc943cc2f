import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { stretchesAround } from "../domain/candles.ts";
import { type Command, keyOf } from "../domain/command.ts";
import { type Decided, decideAll } from "../domain/decide.ts";
import type { MarketKey } from "../domain/order.ts";
import { tradeBusted, tradeExecuted } from "../events.ts";
import { findTrade, markBusted, relinkSales, standingWithout, type TradeToBust } from "../store/busting.ts";
import { addReturned } from "../store/capped-traders.ts";
import { drawAll, redrawCandles } from "../store/drawing.ts";
import { loadFacts } from "../store/facts.ts";
import { loadBooks, namedOrders } from "../store/loaded-books.ts";
import { lockMarkets } from "../store/locked-markets.ts";
import { bidsToPause, keepPauses, recordPaymentDefault } from "../store/pausing.ts";
import { type Default, letBustWait } from "../store/waiting-busts.ts";
import { booksWanted } from "./books-wanted.ts";
import { exchangeOf, loadedBooks } from "./exchange.ts";
import { pausedBy, pausesOf } from "./pause-bids.ts";
import { recordDecided } from "./record-decided.ts";

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

/** Of one market, in the commit of a bust; should there be more, the worker takes out the rest. */
const BIDS_WITH_BUST_MAX = 100;

const paymentFailed = ({ defaultedBy, reason }: Default): boolean =>
  defaultedBy === "BUYER" && reason === "PAYMENT_FAILED";

/**
 * A failed payment takes the buyer's other bids out of this market in the same commit, before anything is matched; those
 * in other markets, whose locks would be taken out of order, are left to the worker (workers/after-defaults.ts).
 */
async function pausesFor(tx: Tx, trade: TradeToBust, defaulted: Default): Promise<Command[]> {
  if (!paymentFailed(defaulted)) return [];
  const isNew = await recordPaymentDefault(tx, { tradeId: trade.id, userId: trade.buyerId });
  return isNew ? pausesOf(await bidsToPause(tx, trade.id, trade, BIDS_WITH_BUST_MAX)) : [];
}

type Deciding = Readonly<{ now: Date; decided: Decided }>;

async function decide(tx: Tx, trade: TradeToBust, commands: readonly Command[]): Promise<Deciding> {
  const paused = commands.flatMap((command) => (command.kind === "PAUSE" ? command.orderIds : []));
  const loaded = await loadBooks(tx, booksWanted([trade], commands));
  const named = await namedOrders(tx, [trade.bidId, trade.askId, ...paused]);
  const { traders } = await loadFacts(tx, { userIds: [trade.buyerId], keys: [], variantIds: [] });
  const exchange = exchangeOf(loadedBooks(loaded), named, traders);
  return { now: loaded.now, decided: decideAll(exchange, commands, { now: loaded.now, newId }) };
}

/**
 * Undoes a trade of which one side defaulted: it leaves last sale, counts and candles, and the innocent order returns to
 * the book at its first place in time and meets what crosses it now. In a halted market it waits until that goes on, as if
 * it had been heard of later: nothing is matched there. Doing it twice does it once. Returns the market, or null when
 * nothing of it changed.
 */
export async function bustTrade(tx: Tx, defaulted: Default): Promise<MarketKey | null> {
  const found = await findTrade(tx, defaulted.tradeId);
  if (found?.state !== "EXECUTED") return null;
  const locked = await lockMarkets(tx, [found]);
  const market = locked.get(keyOf(found));
  const trade = await findTrade(tx, defaulted.tradeId);
  if (market === undefined || trade?.state !== "EXECUTED") return null; // Another was faster to the lock.

  const pauses = await pausesFor(tx, trade, defaulted);
  const { halted } = market.market;
  if (halted) await letBustWait(tx, trade, defaulted);
  const bust = halted ? [] : [commandOf(trade, defaulted, await standingWithout(tx, trade, trade.id))];
  if (pauses.length + bust.length === 0) return null;
  const commands = [...pauses, ...bust];
  const { now, decided } = await decide(tx, trade, commands);

  const events = decided.trades.map((rematched) => tradeExecuted(rematched, market.variant));
  if (!halted) {
    const sequence = decided.markets.get(keyOf(trade))?.sequence ?? 0;
    await markBusted(tx, trade.id, defaulted.defaultedBy, sequence);
    events.unshift(tradeBusted(trade.id, defaulted.defaultedBy, defaulted.reason));
  }
  await recordDecided(tx, { ...{ decided, locked, events, now }, answers: [] });
  await keepPauses(tx, trade.id, pausedBy(commands, decided), now);
  const innocentId = defaulted.defaultedBy === "BUYER" ? trade.askId : trade.bidId;
  const returned = decided.changedOrders.get(innocentId);
  if (returned?.state === "ACTIVE") await addReturned(tx, returned);
  if (!halted) await correctFigures(tx, trade, decided);
  return trade;
}

async function correctFigures(tx: Tx, trade: TradeToBust, decided: Decided): Promise<void> {
  await drawAll(tx, [trade]);
  const times = await relinkSales(
    tx,
    trade.id,
    decided.trades.map(({ id }) => id),
  );
  await redrawCandles(tx, trade, stretchesAround(times));
}
