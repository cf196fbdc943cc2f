import { type Database, type Tx, withTransaction } from "@outcry/database";
import type { DemoBook, DemoStory, DemoTrade } from "@outcry/demo";
import { keyOf } from "../domain/command.ts";
import { type History, historyOf } from "../domain/history.ts";
import type { MarketKey } from "../domain/order.ts";
import { keepVariants } from "./copies.ts";
import { drawAll } from "./drawing.ts";
import { type LockedMarket, lockMarkets } from "./locked-markets.ts";
import { record } from "./record.ts";
import { columnsOf, run } from "./statement.ts";

const MARKETS_PER_TURN = 40;

const KEEP_TRADERS = `/* keep the demo's traders */
  insert into offers.traders (user_id, has_payment_method, verified)
  select * from unnest($1::uuid[], $2::boolean[], $3::boolean[]) on conflict do nothing`;

function historyIn(key: MarketKey, trades: readonly DemoTrade[], book: DemoBook | undefined): History {
  return historyOf(
    key,
    trades.map((trade) => ({
      id: trade.tradeId,
      bidId: trade.bidId,
      askId: trade.askId,
      buyerId: trade.buyerId,
      sellerId: trade.sellerId,
      price: trade.price.minor,
      quantity: trade.quantity,
      executedAt: trade.executedAt,
      taker: trade.taker === "BUYER" ? "BID" : "ASK",
      restingSince: trade.restingSince,
    })),
    [...(book?.bids ?? []), ...(book?.asks ?? [])].map((order) => ({
      id: order.id,
      side: order.side,
      userId: order.ownerId,
      price: order.price.minor,
      quantity: order.quantity,
      placedAt: order.placedAt,
      expiresAt: order.expiresAt,
    })),
  );
}

async function recordHistories(
  tx: Tx,
  histories: readonly History[],
  locked: ReadonlyMap<string, LockedMarket>,
): Promise<void> {
  const trades = histories.flatMap(({ market, trades: own }) =>
    own.map((trade) => ({ trade, productId: locked.get(keyOf(market))?.variant.productId ?? "" })),
  );
  await record(tx, {
    placed: histories.flatMap(({ orders }) => orders),
    changed: [],
    trades,
    markets: histories.map(({ market }) => {
      const expiries = [...market.bids, ...market.asks].map(({ expiresAt }) => expiresAt.getTime());
      return {
        market,
        sequenceBefore: 0,
        nextExpiryAt: expiries.length > 0 ? new Date(Math.min(...expiries)) : null,
      };
    }),
    answers: [],
    placedTotals: [],
    believed: null,
    events: [],
  });
  await drawAll(
    tx,
    histories.map(({ market }) => market),
  );
}

async function seedMarkets(tx: Tx, histories: readonly History[]): Promise<void> {
  const locked = await lockMarkets(
    tx,
    histories.map(({ market }) => ({ variantId: market.variantId, currency: market.currency })),
  );
  // A market that has a past already was seeded before, or people were faster than the story: it is left alone.
  const untouched = histories.filter(({ market }) => locked.get(keyOf(market))?.market.sequence === 0);
  if (untouched.length > 0) await recordHistories(tx, untouched, locked);
}

/**
 * Records the demo's year of trades and its open books, some markets at a time, each all or nothing: safe to repeat and to
 * interrupt. It announces nothing, because orders and payments tell the same story themselves.
 */
export async function seedDemo(database: Database, story: DemoStory): Promise<void> {
  await keepVariants(
    database,
    story.variants.map((variant) => ({ ...variant, tradable: true })),
  );
  await run(
    database,
    KEEP_TRADERS,
    columnsOf(story.people, [(it) => it.userId, (it) => it.card !== null, (it) => it.sellerVerified]),
  );
  const tradesOf = new Map<string, DemoTrade[]>();
  for (const trade of story.trades) {
    const own = tradesOf.get(trade.variantId);
    if (own) own.push(trade);
    else tradesOf.set(trade.variantId, [trade]);
  }
  const bookOf = new Map(story.books.map((book) => [book.variantId, book]));
  const traded = story.variants.filter((variant) => variant.traded);
  for (let first = 0; first < traded.length; first += MARKETS_PER_TURN) {
    const histories = traded.slice(first, first + MARKETS_PER_TURN).map(({ variantId, retailPrice }) => {
      const key = { variantId, currency: retailPrice.currency };
      return historyIn(key, tradesOf.get(variantId) ?? [], bookOf.get(variantId));
    });
    await withTransaction(database, (tx) => seedMarkets(tx, histories));
  }
  // Plans made for empty tables would be kept as they fill.
  await database.sql`analyze offers.book_orders, offers.trades, offers.markets, offers.candles, offers.variants`;
}
