import { isId } from "@outcry/kernel";
import { BadUserInputError } from "@outcry/service";
import type {
  MarketUpdateResolvers,
  SubscriptionResolvers,
  TradeUpdateResolvers,
} from "../__generated__/resolvers.ts";
import { readCurrency } from "../commands/trade.ts";
import type { MarketView, TradeView } from "../domain/views.ts";

export const Subscription: SubscriptionResolvers = {
  marketUpdated: {
    subscribe: async (_root, { variantId, currencyCode }, { hub, variantExists }) => {
      const currency = readCurrency(currencyCode);
      const id = variantId.toLowerCase();
      if (!currency || !isId(id) || !(await variantExists(id)))
        throw new BadUserInputError("There is no such market to watch.");
      return hub.watch({ variantId: id, currency });
    },
    resolve: (market: MarketView) => market,
  },
  tradeExecuted: {
    subscribe: (_root, { productId }, { tape }) => {
      if (productId && !isId(productId)) throw new BadUserInputError("There is no such product to follow.");
      return tape.follow(productId?.toLowerCase() ?? null);
    },
    resolve: (trade: TradeView) => trade,
  },
};

export const MarketUpdate: MarketUpdateResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  market: (market, _args, { loaders }) => {
    loaders.primeMarket(market);
    return market;
  },
};

export const TradeUpdate: TradeUpdateResolvers = {
  trade: (trade) => trade,
};
