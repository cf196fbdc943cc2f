import { isId } from "@outcry/kernel";
import { BadUserInputError } from "@outcry/service";
import type {
  ProductResolvers,
  ProductVariantResolvers,
  QueryResolvers,
} from "../__generated__/resolvers.ts";
import { readCurrency } from "../commands/trade.ts";

const TRADES_MAX = 100;
const PRODUCTS_MAX = 50;

function bounded(first: number | null | undefined, usual: number, max: number): number {
  const limit = first ?? usual;
  if (limit < 1 || limit > max) throw new BadUserInputError(`\`first\` must be from 1 to ${max}.`);
  return limit;
}

export const Query: QueryResolvers = {
  market: async (_root, { variantId, currencyCode }, { loaders, variantExists }) => {
    const currency = readCurrency(currencyCode);
    if (!currency || !isId(variantId) || !(await variantExists(variantId.toLowerCase()))) return null;
    return loaders.market({ variantId: variantId.toLowerCase(), currency });
  },
  recentTrades: (_root, { first }, { loaders }) => loaders.recentTrades(bounded(first, 20, TRADES_MAX)),
  mostTradedProducts: async (_root, { first }, { loaders }) => {
    const ids = await loaders.mostTradedProducts(bounded(first, 12, PRODUCTS_MAX));
    return ids.map((id) => ({ id }));
  },
};

export const Product: ProductResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  marketSummary: ({ id }, { currencyCode }, { loaders }) => {
    const currency = readCurrency(currencyCode);
    return currency ? loaders.summary.load({ productId: id, currency }) : null;
  },
};

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  market: ({ id }, { currencyCode }, { loaders }) => {
    const currency = readCurrency(currencyCode);
    return currency && isId(id) ? loaders.market({ variantId: id, currency }) : null;
  },
};
