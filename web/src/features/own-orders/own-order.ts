import type { OwnAskFragment, OwnBidFragment } from "#web/graph/__generated__/graphql.ts";

export type OrderKind = "bid" | "ask";

/** One's own bid or ask, as long as it may be looked at. */
export type OwnOrder = OwnBidFragment | OwnAskFragment;
export type KindOfOrder = Readonly<{ kind: OrderKind; order: OwnOrder }>;

/** Orders that may still trade: in the book, or paused and to be brought back. Once each, whichever list they are in. */
export const openOnes = <O extends Readonly<{ id: string; state: string }>>(orders: readonly O[]): O[] => [
  ...new Map(
    orders.filter(({ state }) => state === "ACTIVE" || state === "PAUSED").map((order) => [order.id, order]),
  ).values(),
];

/** A trader's open orders in one market, paused ones too, dearest first. */
export function ordersIn(
  trader:
    | Readonly<{
        bids?: Readonly<{ nodes: readonly OwnBidFragment[] }> | null;
        pausedBids?: Readonly<{ nodes: readonly OwnBidFragment[] }> | null;
        asks?: Readonly<{ nodes: readonly OwnAskFragment[] }> | null;
      }>
    | null
    | undefined,
  variantId: string,
): KindOfOrder[] {
  const of = (kind: OrderKind, orders: readonly OwnOrder[]): KindOfOrder[] =>
    openOnes(orders)
      .filter(({ variant }) => variant?.id === variantId)
      .map((order) => ({ kind, order }));
  const bids = [...(trader?.bids?.nodes ?? []), ...(trader?.pausedBids?.nodes ?? [])];
  return [...of("ask", trader?.asks?.nodes ?? []), ...of("bid", bids)].sort(
    (a, b) => Number(b.order.price.amount) - Number(a.order.price.amount),
  );
}
