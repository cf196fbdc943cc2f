import type { OwnAskFragment, OwnBidFragment } from "#web/graph/__generated__/graphql.ts";

export type OrderKind = "bid" | "ask";

/** One's own bid or ask, as long as it may be looked at. */
export type OwnOrder = OwnBidFragment | OwnAskFragment;
export type KindOfOrder = Readonly<{ kind: OrderKind; order: OwnOrder }>;

/** A trader's resting orders in one market, dearest first. */
export function ordersIn(
  trader:
    | Readonly<{
        bids?: Readonly<{ nodes: readonly OwnBidFragment[] }> | null;
        asks?: Readonly<{ nodes: readonly OwnAskFragment[] }> | null;
      }>
    | null
    | undefined,
  variantId: string,
): KindOfOrder[] {
  const of = (kind: OrderKind, orders: readonly OwnOrder[] | undefined): KindOfOrder[] =>
    (orders ?? [])
      .filter(({ state, variant }) => state === "ACTIVE" && variant?.id === variantId)
      .map((order) => ({ kind, order }));
  return [...of("ask", trader?.asks?.nodes), ...of("bid", trader?.bids?.nodes)].sort(
    (a, b) => Number(b.order.price.amount) - Number(a.order.price.amount),
  );
}
