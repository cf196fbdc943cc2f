import type { Trader } from "../domain/caps.ts";
import { keyOf } from "../domain/command.ts";
import type { Exchange } from "../domain/decide.ts";
import type { Market } from "../domain/market.ts";
import type { Order, Side } from "../domain/order.ts";
import type { Loaded } from "../store/loaded-books.ts";
import type { LockedMarket } from "../store/locked-markets.ts";

/** What was loaded, as deciding wants to see it. */
export function exchangeOf(
  locked: ReadonlyMap<string, LockedMarket>,
  books: Pick<Loaded, "resting" | "named">,
  traders: ReadonlyMap<string, Trader>,
): Exchange {
  const queues = new Map<string, Order[]>();
  for (const order of books.resting) {
    const place = `${keyOf(order)} ${order.side}`;
    const queue = queues.get(place);
    if (queue) queue.push(order);
    else queues.set(place, [order]);
  }
  const queue = (key: string, side: Side) => queues.get(`${key} ${side}`) ?? [];
  const markets = [...locked].map(([key, { market }]): [string, Market] => [
    key,
    { ...market, bids: queue(key, "BID"), asks: queue(key, "ASK") },
  ]);
  const orders = [...books.resting, ...books.named].map((order): [string, Order] => [order.id, order]);
  const tradable = [...locked.values()].filter((market) => market.tradable);
  return {
    markets: new Map(markets),
    orders: new Map(orders),
    traders,
    tradable: new Set(tradable.map(({ market }) => market.variantId)),
  };
}
