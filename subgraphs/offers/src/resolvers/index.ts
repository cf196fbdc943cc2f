import type { Resolvers } from "../__generated__/resolvers.ts";
import { Bust } from "./busts.ts";
import { Candle, Market, MarketSummary, OrderBook, PriceLevel, Trade } from "./market.ts";
import { Mutation } from "./mutation.ts";
import { Ask, Bid } from "./orders.ts";
import { Product, ProductVariant, Query } from "./query.ts";
import { BookChange, BookUpdate, MarketUpdate, Subscription, TradeUpdate } from "./subscription.ts";
import { Viewer } from "./viewer.ts";
import { PriceAlert, WatchlistEntry } from "./watching.ts";

export const resolvers: Partial<Resolvers> = {
  Ask,
  Bid,
  BookChange,
  BookUpdate,
  Bust,
  Candle,
  Market,
  MarketSummary,
  MarketUpdate,
  Mutation,
  OrderBook,
  PriceLevel,
  Product,
  ProductVariant,
  Query,
  Subscription,
  Trade,
  TradeUpdate,
  Viewer,
  PriceAlert,
  WatchlistEntry,
};
