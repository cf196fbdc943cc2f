/** What a resolver gets as its parent, by GraphQL type: the domain's own objects. */
export const mappers = {
  Product: "../loaders.ts#Named",
  ProductVariant: "../loaders.ts#Named",
  Viewer: "../loaders.ts#Named",
  Market: "../domain/views.ts#MarketView",
  MarketSummary: "../domain/views.ts#SummaryView",
  MarketUpdate: "../domain/views.ts#MarketView",
  Trade: "../domain/views.ts#TradeView",
  TradeUpdate: "../domain/views.ts#TradeView",
  OrderBook: "../domain/views.ts#BookView",
  PriceLevel: "../domain/views.ts#LevelView",
  Candle: "../domain/views.ts#CandleView",
  BookUpdate: "../domain/book-changes.ts#BookChanges",
  BookChange: "../domain/book-changes.ts#LevelChange",
  Bid: "../domain/order.ts#Order",
  Ask: "../domain/order.ts#Order",
};
