import { type PageRequest, readPageRequest, toConnection } from "@outcry/service";
import type { ViewerResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import type { OrderState, Side } from "../domain/order.ts";

type OrderArguments = {
  state?: OrderState | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
};

async function ownOrders(userId: string, side: Side, args: OrderArguments, { loaders }: Context) {
  const page: PageRequest = readPageRequest(args);
  const rows = await loaders.ownOrders(userId, side, args.state ?? null, page);
  return toConnection(
    rows,
    page,
    ({ id }) => [id],
    (order) => order,
  );
}

/** Only for the person the passport speaks of: whoever else's viewer this is does not resolve. */
export const Viewer: ViewerResolvers = {
  __resolveReference: ({ id }, { passport }) => (id === passport.userId ? { id } : null),
  bids: ({ id }, args, context) => ownOrders(id, "BID", args, context),
  asks: ({ id }, args, context) => ownOrders(id, "ASK", args, context),
  trades: async ({ id }, args, { loaders }) => {
    const page = readPageRequest(args);
    const rows = await loaders.tradesOfPerson(id, page);
    return toConnection(
      rows,
      page,
      (trade) => [trade.id],
      (trade) => trade,
    );
  },
  watchlist: async ({ id }, args, { loaders }) => {
    const page = readPageRequest(args);
    const rows = await loaders.watchlist(id, page);
    return toConnection(
      rows,
      page,
      (entry) => [entry.id],
      (entry) => entry,
    );
  },
  priceAlerts: async ({ id }, args, { loaders }) => {
    const page = readPageRequest(args);
    const rows = await loaders.priceAlerts(id, page);
    return toConnection(
      rows,
      page,
      (alert) => [alert.id],
      (alert) => alert,
    );
  },
};
