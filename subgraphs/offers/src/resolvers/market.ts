import { CURRENCIES, type Money, money } from "@outcry/kernel";
import { BadUserInputError, readPageRequest, toConnection } from "@outcry/service";
import type {
  CandleResolvers,
  MarketResolvers,
  MarketSummaryResolvers,
  OrderBookResolvers,
  PriceLevelResolvers,
  TradeResolvers,
} from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import { averageOf, premiumOf, tradeRangeOf, volatilityOf } from "../domain/figures.ts";
import type { MarketView } from "../domain/views.ts";
import { amountIn } from "./amounts.ts";
import { bustOfTrade } from "./busts.ts";

const DEPTH_MAX = 100;
const DEPTH_USUAL = 20;

const lastPriceOf = ({ lastSale, currency }: MarketView): Money | null =>
  lastSale ? money(lastSale.price, currency) : null;

const volatility = async (market: MarketView, { loaders }: Context): Promise<number | null> => {
  const sums = await loaders.yearSums.load(market);
  return sums ? volatilityOf(sums) : null;
};

const inYear =
  (figure: "high" | "low") =>
  async (market: MarketView, _args: unknown, { loaders }: Context): Promise<Money | null> =>
    amountIn(market.currency, (await loaders.yearSums.load(market))?.[figure] ?? null);

export const Market: MarketResolvers = {
  currencyCode: ({ currency }) => currency,
  variant: ({ variantId }) => ({ id: variantId }),
  lowestAsk: ({ currency, lowestAsk }) => amountIn(currency, lowestAsk),
  highestBid: ({ currency, highestBid }) => amountIn(currency, highestBid),
  lastSale: ({ lastSale }) => lastSale,
  lastSaleChange: ({ currency, lastSale, previousPrice }) =>
    lastSale && previousPrice !== null ? money(lastSale.price - previousPrice, currency) : null,
  salesLast72Hours: async (market, _args, { loaders }) => (await loaders.salesLast72Hours.load(market)) ?? 0,
  numberOfAsks: ({ askPieces }) => askPieces,
  numberOfBids: ({ bidPieces }) => bidPieces,
  annualHigh: inYear("high"),
  annualLow: inYear("low"),
  volatility: (market, _args, context) => volatility(market, context),
  pricePremium: async (market, _args, { loaders }) => {
    const last = lastPriceOf(market);
    return last && premiumOf(last, await loaders.retailPrice.load(market.variantId));
  },
  tradeRange: async (market, _args, context) => {
    const last = lastPriceOf(market);
    const fraction = last && (await volatility(market, context));
    return last && fraction !== null ? tradeRangeOf(last, fraction) : null;
  },
  averagePrice: async (market, _args, { loaders }) => {
    const sums = await loaders.yearSums.load(market);
    return amountIn(market.currency, sums && averageOf(sums));
  },
  tick: ({ currency }) => money(CURRENCIES[currency].tick, currency),
  minimumPrice: ({ currency }) => money(CURRENCIES[currency].minimum, currency),
  sequence: ({ sequence }) => sequence,
  orderBook: (market, { depth }, { loaders }) => {
    const levels = depth ?? DEPTH_USUAL;
    if (levels < 1 || levels > DEPTH_MAX)
      throw new BadUserInputError(`\`depth\` must be from 1 to ${DEPTH_MAX}.`);
    return loaders.book(market, levels);
  },
  trades: async (market, args, { loaders }) => {
    const page = readPageRequest(args);
    const rows = await loaders.tradesOfMarket(market, page);
    return toConnection(
      rows,
      page,
      ({ sequence, ordinal }) => [String(sequence), String(ordinal)],
      (trade) => trade,
    );
  },
  priceHistory: (market, { range }, { loaders }) => loaders.candles(market, range),
};

export const MarketSummary: MarketSummaryResolvers = {
  lowestAsk: ({ currency, lowestAsk }) => amountIn(currency, lowestAsk),
  lowestAskVariant: ({ lowestAskVariantId: id }) => (id === null ? null : { id }),
  highestBid: ({ currency, highestBid }) => amountIn(currency, highestBid),
  highestBidVariant: ({ highestBidVariantId: id }) => (id === null ? null : { id }),
  salesLast72Hours: async ({ variantIds, currency }, _args, { loaders }) => {
    const keys = variantIds.map((variantId) => ({ variantId, currency }));
    const sales = await Promise.all(keys.map((key) => loaders.salesLast72Hours.load(key)));
    return sales.reduce<number>((sum, pieces) => sum + (pieces ?? 0), 0);
  },
};

export const OrderBook: OrderBookResolvers = {
  bids: ({ bids }) => [...bids],
  asks: ({ asks }) => [...asks],
};

export const PriceLevel: PriceLevelResolvers = {
  price: ({ price, currency }) => money(price, currency),
};

export const Candle: CandleResolvers = {
  open: ({ open, currency }) => money(open, currency),
  high: ({ high, currency }) => money(high, currency),
  low: ({ low, currency }) => money(low, currency),
  close: ({ close, currency }) => money(close, currency),
};

export const Trade: TradeResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.trade.load(id),
  price: ({ price, currency }) => money(price, currency),
  variant: ({ variantId }) => ({ id: variantId }),
  bust: bustOfTrade,
};
