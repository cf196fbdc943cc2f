import { isId, money } from "@outcry/kernel";
import { BadUserInputError, requireUser } from "@outcry/service";
import type {
  BookChangeResolvers,
  BookUpdateResolvers,
  MarketUpdateResolvers,
  SubscriptionResolvers,
  TradeUpdateResolvers,
} from "../__generated__/resolvers.ts";
import { readCurrency } from "../commands/trade.ts";
import type { Context } from "../context.ts";
import type { BookChanges } from "../domain/book-changes.ts";
import type { MarketKey } from "../domain/order.ts";
import type { MarketView, TradeView } from "../domain/views.ts";
import type { PriceAlert } from "../domain/watching.ts";

const VARIANTS_MAX = 100;

/** The markets that a client names. Throws BAD_USER_INPUT when one of them is none. */
async function readMarkets(
  ids: readonly string[],
  code: string,
  { variantExists }: Context,
): Promise<MarketKey[]> {
  const currency = readCurrency(code);
  if (ids.length < 1 || ids.length > VARIANTS_MAX)
    throw new BadUserInputError(`\`variantIds\` names 1 to ${VARIANTS_MAX} variants.`);
  const keys: MarketKey[] = [];
  for (const id of new Set(ids.map((given) => given.toLowerCase()))) {
    if (!currency || !isId(id) || !(await variantExists(id)))
      throw new BadUserInputError("There is no such market to watch.");
    keys.push({ variantId: id, currency });
  }
  return keys;
}

export const Subscription: SubscriptionResolvers = {
  marketUpdated: {
    subscribe: async (_root, { variantId, currencyCode }, context) =>
      context.hub.watch(await readMarkets([variantId], currencyCode, context)),
    resolve: (market: MarketView) => market,
  },
  marketsUpdated: {
    subscribe: async (_root, { variantIds, currencyCode }, context) =>
      context.hub.watch(await readMarkets(variantIds, currencyCode, context)),
    resolve: (market: MarketView) => market,
  },
  bookUpdated: {
    subscribe: async (_root, { variantId, currencyCode }, context) => {
      const [key] = await readMarkets([variantId], currencyCode, context);
      if (key === undefined) throw new BadUserInputError("There is no such book to follow.");
      return context.books.follow(key);
    },
    resolve: (changes: BookChanges) => changes,
  },
  priceAlertTriggered: {
    subscribe: (_root, _args, { passport, priceAlerts }) => priceAlerts.listen(requireUser(passport)),
    resolve: (alert: PriceAlert) => alert,
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

export const BookUpdate: BookUpdateResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  changes: ({ changes }) => [...changes],
};

export const BookChange: BookChangeResolvers = {
  price: ({ price, currency }) => money(price, currency),
};

export const TradeUpdate: TradeUpdateResolvers = {
  trade: (trade) => trade,
};
