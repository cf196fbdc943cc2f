import type { Currency } from "@outcry/kernel";
import type { Trade } from "./market.ts";
import type { MarketKey, Side } from "./order.ts";

/** A trade as anybody may see it: without the people in it. */
export type TradeView = MarketKey &
  Readonly<{
    id: string;
    price: bigint;
    quantity: number;
    executedAt: Date;
    state: "EXECUTED" | "BUSTED";
    sequence: number;
    ordinal: number;
    productId: string;
  }>;

/** How a trade that was decided just now looks. */
export const viewOf = (trade: Trade, productId: string): TradeView => ({
  id: trade.id,
  variantId: trade.variantId,
  currency: trade.currency,
  price: trade.price,
  quantity: trade.quantity,
  executedAt: trade.executedAt,
  state: "EXECUTED",
  sequence: trade.sequence,
  ordinal: trade.ordinal,
  productId,
});

/** A busted trade as one of its sides sees it; `orderId` is that side's own order. */
export type BustView = Readonly<{ tradeId: string; byYou: boolean; side: Side; orderId: string }>;

/** The top of a market as of a sequence. Amounts are minor units of its currency. */
export type MarketView = MarketKey &
  Readonly<{
    sequence: number;
    halted: boolean;
    lowestAsk: bigint | null;
    highestBid: bigint | null;
    askPieces: number;
    bidPieces: number;
    lastSale: TradeView | null;
    previousPrice: bigint | null;
  }>;

export const emptyMarket = (key: MarketKey): MarketView => ({
  variantId: key.variantId,
  currency: key.currency,
  ...{ sequence: 0, halted: false, lowestAsk: null, highestBid: null, askPieces: 0, bidPieces: 0 },
  ...{ lastSale: null, previousPrice: null },
});

/** All resting orders of one price, added up. */
export type LevelView = Readonly<{ currency: Currency; price: bigint; quantity: number; count: number }>;
export type BookView = Readonly<{
  sequence: number;
  bids: readonly LevelView[];
  asks: readonly LevelView[];
}>;

/** Trades of one stretch of time, in minor units. */
export type CandleView = Readonly<{
  currency: Currency;
  start: Date;
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: number;
  count: number;
}>;

/** All markets of a product at a glance. */
export type SummaryView = Readonly<{
  currency: Currency;
  lowestAsk: bigint | null;
  lowestAskVariantId: string | null;
  highestBid: bigint | null;
  highestBidVariantId: string | null;
  lastSale: TradeView | null;
  variantIds: readonly string[];
}>;
