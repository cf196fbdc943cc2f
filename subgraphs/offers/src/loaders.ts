import type { Database } from "@outcry/database";
import { type Currency, isId, type Money } from "@outcry/kernel";
import { BadUserInputError, type PageRequest } from "@outcry/service";
import DataLoader from "dataloader";
import type { MarketRange } from "./domain/candles.ts";
import { keyOf } from "./domain/command.ts";
import type { YearSums } from "./domain/figures.ts";
import type { MarketKey, Order, OrderState, Side } from "./domain/order.ts";
import {
  type BustView,
  emptyMarket,
  type MarketView,
  type SummaryView,
  type TradeView,
} from "./domain/views.ts";
import * as busts from "./store/bust-reads.ts";
import * as copies from "./store/copies.ts";
import * as figures from "./store/figure-reads.ts";
import * as markets from "./store/market-reads.ts";
import * as orders from "./store/order-reads.ts";
import * as trades from "./store/trade-reads.ts";
import * as watching from "./store/watching.ts";

const BATCH_MAX = 500;

/** A thing that another subgraph owns, by its id. */
export type Named = Readonly<{ id: string }>;

type Owned = Readonly<{ userId: string; id: string }>;
type Summarised = Readonly<{ productId: string; currency: Currency }>;

const byKey = <Value>(load: (keys: readonly MarketKey[]) => Promise<Map<string, Value>>) =>
  new DataLoader(
    async (keys: readonly MarketKey[]): Promise<(Value | null)[]> => {
      const found = await load(keys);
      return keys.map((key) => found.get(keyOf(key)) ?? null);
    },
    { maxBatchSize: BATCH_MAX, cacheKeyFn: keyOf },
  );

const byId = <Value>(load: (ids: readonly string[]) => Promise<Map<string, Value>>) =>
  new DataLoader(
    async (ids: readonly string[]): Promise<(Value | null)[]> => {
      const sound = ids.filter(isId);
      const found = sound.length > 0 ? await load(sound) : new Map<string, Value>();
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },
    // PostgreSQL takes an id in any case and answers in lower case.
    { maxBatchSize: BATCH_MAX, cacheKeyFn: (id) => id.toLowerCase() },
  );

/** What belongs to a person, by its id. A request speaks for one person; their key is there so that it cannot speak for another. */
const ofPerson = <Value>(load: (userId: string, ids: readonly string[]) => Promise<Map<string, Value>>) =>
  new DataLoader(
    async (keys: readonly Owned[]): Promise<(Value | null)[]> => {
      const users = [...new Set(keys.map(({ userId }) => userId))];
      const found = await Promise.all(
        users.map((user) =>
          load(
            user,
            keys.flatMap(({ userId, id }) => (userId === user ? [id] : [])),
          ),
        ),
      );
      return keys.map(({ userId, id }) => found[users.indexOf(userId)]?.get(id) ?? null);
    },
    { maxBatchSize: BATCH_MAX, cacheKeyFn: ({ userId, id }) => `${userId} ${id}` },
  );

const mapById = <Row extends Named>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

/** The one key of a cursor that is an id. Throws BAD_USER_INPUT when it is not. */
function idAfter({ after }: PageRequest): string | null {
  if (after === null) return null;
  const [id, ...more] = after;
  if (id === undefined || more.length > 0 || !isId(id))
    throw new BadUserInputError("`after` is not a cursor of this list.");
  return id;
}

function placeAfter({ after }: PageRequest): { sequence: bigint; ordinal: number } | null {
  if (after === null) return null;
  const [sequence, ordinal, ...more] = after;
  if (more.length > 0 || !/^\d{1,16}$/.test(sequence ?? "") || !/^\d{1,9}$/.test(ordinal ?? ""))
    throw new BadUserInputError("`after` is not a cursor of this list.");
  return { sequence: BigInt(sequence ?? 0), ordinal: Number(ordinal) };
}

async function summaries(database: Database, asked: readonly Summarised[]): Promise<(SummaryView | null)[]> {
  const currencies = [...new Set(asked.map(({ currency }) => currency))];
  const found = new Map<Currency, Map<string, SummaryView>>();
  for (const currency of currencies) {
    const ids = asked.filter((one) => one.currency === currency).map(({ productId }) => productId);
    found.set(currency, await markets.marketSummaries(database, ids.filter(isId), currency));
  }
  return asked.map(({ productId, currency }) => found.get(currency)?.get(productId.toLowerCase()) ?? null);
}

/** Made once per request, and once per event of a subscription: a loader's cache never outlives its moment or its viewer. */
export function makeLoaders(database: Database) {
  const view = byKey((keys) => markets.marketViews(database, keys));
  return {
    /** A variant's market; an empty one when it never saw an order. Whether the variant exists is for its owner to say. */
    market: async (key: MarketKey): Promise<MarketView> =>
      (await view.load({ ...key, variantId: key.variantId.toLowerCase() })) ?? emptyMarket(key),
    primeMarket: (market: MarketView): void => {
      view.prime(market, market);
    },
    variantIsKnown: byId(async (ids) => {
      const known = await copies.knownVariants(database, ids);
      return new Map([...known].map((id): [string, boolean] => [id, true]));
    }),
    summary: new DataLoader((asked: readonly Summarised[]) => summaries(database, asked), {
      maxBatchSize: BATCH_MAX,
      cacheKeyFn: ({ productId, currency }) => `${productId} ${currency}`,
    }),
    salesLast72Hours: byKey<number>((keys) => figures.salesLast72Hours(database, keys)),
    yearSums: byKey<YearSums>((keys) => figures.yearSums(database, keys)),
    retailPrice: byId<Money>((ids) => figures.retailPrices(database, ids)),
    trade: byId<TradeView>(async (ids) => mapById(await trades.tradesByIds(database, ids))),
    bust: ofPerson<BustView>((userId, ids) => busts.bustsSeenBy(database, userId, ids)),
    placeInQueue: byId<number>((ids) => orders.placesInQueue(database, ids)),
    book: (key: MarketKey, depth: number) => figures.bookLevels(database, key, depth),
    candles: (key: MarketKey, range: MarketRange) => figures.priceHistory(database, key, range),
    tradesOfMarket: (key: MarketKey, page: PageRequest) =>
      trades.tradesOfMarket(database, key, page.first + 1, placeAfter(page)),
    tradesOfPerson: (userId: string, page: PageRequest) =>
      trades.tradesOfPerson(database, userId, page.first + 1, idAfter(page)),
    recentTrades: (limit: number) => trades.recentTrades(database, limit),
    mostTradedProducts: (limit: number) => trades.mostTradedProducts(database, limit),
    watchlist: (userId: string, page: PageRequest) =>
      watching.watched(database, userId, page.first + 1, idAfter(page)),
    priceAlerts: (userId: string, page: PageRequest) =>
      watching.alertsOf(database, userId, page.first + 1, idAfter(page)),
    ownOrderById: ofPerson<Order>(async (userId, ids) =>
      mapById(await orders.ownOrdersByIds(database, userId, ids)),
    ),
    /** One's own order; nobody else's. */
    ownOrder: async (userId: string, id: string): Promise<Order | null> =>
      (await orders.ownOrdersByIds(database, userId, [id]))[0] ?? null,
    ownOrders: (userId: string, side: Side, state: OrderState | null, page: PageRequest) =>
      orders.ownOrders(database, state, { userId, side, limit: page.first + 1, after: idAfter(page) }),
  };
}

export type Loaders = ReturnType<typeof makeLoaders>;
