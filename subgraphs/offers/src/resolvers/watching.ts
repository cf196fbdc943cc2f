import { requireUser, toUserError } from "@outcry/service";
import type {
  MutationResolvers,
  PriceAlertResolvers,
  WatchlistEntryResolvers,
} from "../__generated__/resolvers.ts";
import { amountIn } from "./amounts.ts";

type Watching = Required<
  Pick<MutationResolvers, "addToWatchlist" | "removeFromWatchlist" | "createPriceAlert" | "deletePriceAlert">
>;

export const watchingMutations: Watching = {
  addToWatchlist: async (_root, { input }, { passport, watching }) => {
    const added = await watching.watch(requireUser(passport), input.variantId);
    return added.ok
      ? { entry: added.value, userErrors: [] }
      : { entry: null, userErrors: [toUserError(added.refusal)] };
  },
  removeFromWatchlist: async (_root, { input }, { passport, watching }) => {
    const removed = await watching.unwatch(requireUser(passport), input.variantId);
    return { userErrors: removed.ok ? [] : [toUserError(removed.refusal)] };
  },
  createPriceAlert: async (_root, { input }, { passport, watching }) => {
    const created = await watching.createAlert(requireUser(passport), {
      ...input,
      price: input.price ?? null,
    });
    return created.ok
      ? { priceAlert: created.value, userErrors: [] }
      : { priceAlert: null, userErrors: [toUserError(created.refusal)] };
  },
  deletePriceAlert: async (_root, { input }, { passport, watching }) => {
    const deleted = await watching.deleteAlert(requireUser(passport), input.priceAlertId);
    return { userErrors: deleted.ok ? [] : [toUserError(deleted.refusal)] };
  },
};

export const WatchlistEntry: WatchlistEntryResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
};

export const PriceAlert: PriceAlertResolvers = {
  price: ({ price, currency }) => amountIn(currency, price),
  triggeredPrice: ({ triggeredPrice, currency }) => amountIn(currency, triggeredPrice),
  variant: ({ variantId }) => ({ id: variantId }),
  currencyCode: ({ currency }) => currency,
};
