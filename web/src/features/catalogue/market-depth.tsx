"use client";

import type { ReactNode } from "react";
import { OrderBook } from "#web/features/market/order-book.tsx";
import { PriceChart } from "#web/features/market/price-chart.tsx";
import { Tape } from "#web/features/market/tape.tsx";
import type { KindOfOrder } from "#web/features/own-orders/own-order.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Skeleton } from "#web/ui/skeleton.tsx";

type Props = Readonly<{
  variantId: string;
  market: MarketDetailFragment | null;
  own: readonly KindOfOrder[];
  details: ReactNode;
}>;

const Shape = () => <Skeleton className="h-64 rounded-base" />;

/** The market in depth: prices over time, the book, the tape. */
export function MarketDepth({ variantId, market, own, details }: Props) {
  return (
    <div className="grid gap-x-12 gap-y-10 border-t border-grey-3 pt-8 lg:grid-cols-[minmax(0,7fr)_minmax(0,6fr)]">
      <PriceChart variantId={variantId} tape={market?.trades?.nodes} />
      <section>
        <h2 className="mb-3 text-title">Order book</h2>
        {market ? (
          <OrderBook bids={market.orderBook?.bids ?? []} asks={market.orderBook?.asks ?? []} own={own} />
        ) : (
          <Shape />
        )}
      </section>
      {details}
      <section>
        <h2 className="mb-3 text-title">Latest trades</h2>
        {market ? <Tape trades={market.trades?.nodes ?? []} /> : <Shape />}
      </section>
    </div>
  );
}
