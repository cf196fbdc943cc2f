"use client";

import { useState } from "react";
import { dayOf } from "#web/features/time/time-ago.ts";
import { ordinal } from "#web/features/trading/standing.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Price } from "#web/ui/price.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import { EditButton, EditOrder } from "./edit-order.tsx";
import type { KindOfOrder } from "./own-order.ts";
import { pausedBid } from "./paused.ts";
import { PausedNote } from "./paused-note.tsx";

type ItemProps = KindOfOrder & Readonly<{ market: MarketDetailFragment }>;

function Item({ kind, order, market }: ItemProps) {
  const [editing, setEditing] = useState(false);
  const { price, remaining, queuePosition, expiresAt } = order;
  const paused = pausedBid({ kind, order });
  const of = kind === "bid" ? market.numberOfBids : market.numberOfAsks;
  return (
    <li className="grid gap-2 border-b border-grey-2 py-2 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={kind}>{kind === "bid" ? "Bid" : "Ask"}</Badge>
        <Price money={price} className="text-large font-bold" />
        {paused && <Badge tone="danger">Paused</Badge>}
        <span className="min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
          <span className="numeric block font-medium" data-testid="place">
            {queuePosition
              ? `${ordinal(queuePosition)} of ${Math.max(of, queuePosition)} in line`
              : paused
                ? "Not in the book"
                : "In the book"}
            {remaining > 1 && <span className="label font-normal"> · {remaining} pieces</span>}
          </span>
          <span className="label block">until {dayOf(expiresAt)}</span>
        </span>
        <span className="ml-auto flex gap-1">
          <EditButton kind={kind} order={order} editing={editing} onEdit={() => setEditing(true)} />
          {!editing && <CancelOrder kind={kind} order={order} />}
        </span>
      </div>
      {paused && <PausedNote bid={paused} />}
      {editing && !paused && (
        <EditOrder kind={kind} order={order} market={market} onDone={() => setEditing(false)} />
      )}
    </li>
  );
}

type Props = Readonly<{ orders: readonly KindOfOrder[]; market: MarketDetailFragment }>;

/** One's own bids and asks in this market: where each stands, and what can be done with it. */
export function OwnOrders({ orders, market }: Props) {
  if (orders.length === 0) return null;
  return (
    <section
      aria-label="Your orders in this market"
      className="mb-8 rounded-large border border-grey-3 bg-raised px-4 pt-3 pb-1 sm:px-5"
    >
      <h2 className="text-base font-semibold">
        {orders.length === 1 ? "Your order here" : "Your orders here"}
      </h2>
      <ul>
        {orders.map(({ kind, order }) => (
          <Item key={order.id} kind={kind} order={order} market={market} />
        ))}
      </ul>
    </section>
  );
}
