import { comesBefore } from "./book.ts";
import type { Market, Trade } from "./market.ts";
import type { MarketKey, Order, Side } from "./order.ts";

/** A sale that was made before the market kept its own books. */
export type PastSale = Readonly<{
  id: string;
  bidId: string;
  askId: string;
  buyerId: string;
  sellerId: string;
  price: bigint;
  quantity: number;
  executedAt: Date;
  taker: Side;
  /** When the resting side was placed. */
  restingSince: Date;
}>;

/** An order that rests at the end of the past. */
export type PastOrder = Readonly<{
  id: string;
  side: Side;
  userId: string;
  price: bigint;
  quantity: number;
  placedAt: Date;
  expiresAt: Date;
}>;

export type History = Readonly<{ market: Market; orders: readonly Order[]; trades: readonly Trade[] }>;

type Placement = { order: Order; sale: PastSale | null };

const placed = (
  key: MarketKey,
  { id, side, userId, price, quantity, placedAt, expiresAt }: PastOrder,
): Order => ({
  ...key,
  ...{ id, side, userId, price, quantity, expiresAt, createdAt: placedAt },
  ...{ filled: 0, remaining: quantity, withdrawn: 0, state: "ACTIVE" },
  ...{ priority: 0, placedSequence: 0, closedSequence: null },
});

/** The two placements a sale was made of: one that rested, and the one that met it. */
function placementsOf(key: MarketKey, sale: PastSale): Placement[] {
  return (["BID", "ASK"] as const).map((side) => {
    const takes = sale.taker === side;
    const placedAt = takes ? sale.executedAt : sale.restingSince;
    const [id, userId] = side === "BID" ? [sale.bidId, sale.buyerId] : [sale.askId, sale.sellerId];
    const { price, quantity, executedAt: expiresAt } = sale;
    const order = placed(key, { id, side, userId, price, quantity, placedAt, expiresAt });
    return { order, sale: takes ? sale : null };
  });
}

/**
 * Replays the past of one market as the commands it would have been: each placement takes the next sequence in the order of
 * time, so that the market's sequence is without a gap from its first order on.
 */
export function historyOf(
  key: MarketKey,
  sales: readonly PastSale[],
  resting: readonly PastOrder[],
): History {
  const placements: Placement[] = [
    ...sales.flatMap((sale) => placementsOf(key, sale)),
    ...resting.map((order) => ({ order: placed(key, order), sale: null })),
  ].sort((left, right) => left.order.createdAt.getTime() - right.order.createdAt.getTime());
  const orders = new Map<string, Order>();
  const trades: Trade[] = [];
  for (const [index, { order, sale }] of placements.entries()) {
    const sequence = index + 1;
    orders.set(order.id, { ...order, priority: sequence, placedSequence: sequence });
    if (sale === null) continue;
    const before = trades.at(-1)?.price;
    const logReturn = before === undefined ? null : Math.log(Number(sale.price) / Number(before));
    const { restingSince: _, ...facts } = sale;
    trades.push({ ...key, ...facts, sequence, ordinal: 0, logReturn });
    for (const id of [sale.bidId, sale.askId]) {
      const side = orders.get(id);
      if (side)
        orders.set(id, {
          ...side,
          ...{ filled: sale.quantity, remaining: 0, state: "FILLED", closedSequence: sequence },
        });
    }
  }
  const book = (side: Side) =>
    [...orders.values()]
      .filter((order) => order.side === side && order.state === "ACTIVE")
      .sort((left, right) => (comesBefore(left, right) ? -1 : 1));
  const [bids, asks] = [book("BID"), book("ASK")];
  const pieces = (queue: readonly Order[]) => queue.reduce((sum, { remaining }) => sum + remaining, 0);
  const market: Market = {
    ...key,
    ...{
      halted: false,
      sequence: placements.length,
      bids,
      asks,
      bidPieces: pieces(bids),
      askPieces: pieces(asks),
    },
    lastPrice: trades.at(-1)?.price ?? null,
    lastTradeId: trades.at(-1)?.id ?? null,
    previousPrice: trades.at(-2)?.price ?? null,
  };
  return { market, orders: [...orders.values()], trades };
}
