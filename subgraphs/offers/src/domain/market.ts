import type { Queue } from "./book.ts";
import type { Fill } from "./match.ts";
import type { MarketKey, Order, Side } from "./order.ts";

/**
 * A market while commands are decided on it. The queues may hold only the best of what rests, as long as that is more
 * than the commands at hand can take away: then nothing behind it can matter to them.
 */
export type Market = MarketKey &
  Readonly<{
    /** How many commands changed this book. */
    sequence: number;
    /** While an admin has halted it, nothing is placed, taken, amended or busted; cancelling is always possible. */
    halted: boolean;
    bids: Queue;
    asks: Queue;
    /** Pieces in the whole book, those whose time is over and that are not swept yet included. */
    bidPieces: number;
    askPieces: number;
    lastPrice: bigint | null;
    lastTradeId: string | null;
    /** Price of the sale before the last. */
    previousPrice: bigint | null;
  }>;

/** A meeting of a bid and an ask, as it is decided. */
export type Trade = MarketKey &
  Readonly<{
    id: string;
    bidId: string;
    askId: string;
    buyerId: string;
    sellerId: string;
    /** Minor units, for one piece: the resting order's price. */
    price: bigint;
    quantity: number;
    executedAt: Date;
    /** The market's sequence when it happened, and its place among the trades of that one command. */
    sequence: number;
    ordinal: number;
    /** The side that arrived last. */
    taker: Side;
    /** Natural logarithm of its price over that of the sale before it; null for a market's first. */
    logReturn: number | null;
  }>;

/** How an order was before it was amended; how it is after is in the order itself. */
export type Amendment = Readonly<{ before: Order; after: Order; sequence: number }>;

/** What one command does: the market after it, every order it changed (as it now stands), and its trades. */
export type Change = Readonly<{
  market: Market;
  orders: readonly Order[];
  trades: readonly Trade[];
  amendment?: Amendment;
}>;

export const queueOf = (market: Market, side: Side): Queue => (side === "BID" ? market.bids : market.asks);

/** The market after a change. Written out for the same reason as `orderAfter` in order.ts. */
export const marketAfter = (market: Market, changes: Partial<Omit<Market, keyof MarketKey>>): Market => ({
  variantId: market.variantId,
  currency: market.currency,
  sequence: changes.sequence ?? market.sequence,
  halted: changes.halted ?? market.halted,
  bids: changes.bids ?? market.bids,
  asks: changes.asks ?? market.asks,
  bidPieces: changes.bidPieces ?? market.bidPieces,
  askPieces: changes.askPieces ?? market.askPieces,
  lastPrice: changes.lastPrice === undefined ? market.lastPrice : changes.lastPrice,
  lastTradeId: changes.lastTradeId === undefined ? market.lastTradeId : changes.lastTradeId,
  previousPrice: changes.previousPrice === undefined ? market.previousPrice : changes.previousPrice,
});

/** The market with another queue on one side, and so many pieces more (or fewer) in the book there. */
export const withQueue = (market: Market, side: Side, queue: Queue, piecesMore: number): Market =>
  side === "BID"
    ? marketAfter(market, { bids: queue, bidPieces: market.bidPieces + piecesMore })
    : marketAfter(market, { asks: queue, askPieces: market.askPieces + piecesMore });

const logReturnOf = (price: bigint, before: bigint | null): number | null =>
  before === null ? null : Math.log(Number(price) / Number(before));

/** Names the trades of one command, and moves the market's last sale along with them. */
export function tradesOf(
  market: Market,
  taker: Order,
  fills: readonly Fill[],
  { now, newId }: { now: Date; newId: () => string },
): { market: Market; trades: Trade[] } {
  if (fills.length === 0) return { market, trades: [] };
  let { lastPrice, lastTradeId, previousPrice } = market;
  const trades = fills.map(({ resting, price, quantity }, ordinal): Trade => {
    const [bid, ask] = taker.side === "BID" ? [taker, resting] : [resting, taker];
    const trade: Trade = {
      id: newId(),
      variantId: market.variantId,
      currency: market.currency,
      bidId: bid.id,
      askId: ask.id,
      buyerId: bid.userId,
      sellerId: ask.userId,
      price,
      quantity,
      executedAt: now,
      sequence: market.sequence,
      ordinal,
      taker: taker.side,
      logReturn: logReturnOf(price, lastPrice),
    };
    previousPrice = lastPrice;
    lastPrice = price;
    lastTradeId = trade.id;
    return trade;
  });
  return { market: marketAfter(market, { lastPrice, lastTradeId, previousPrice }), trades };
}
