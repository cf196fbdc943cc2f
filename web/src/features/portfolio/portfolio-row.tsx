"use client";

import { useState } from "react";
import { useMarket } from "#web/features/market/use-market.ts";
import { signOf } from "#web/features/money/money.ts";
import { CancelOrder } from "#web/features/own-orders/cancel-order.tsx";
import { EditButton, EditOrder } from "#web/features/own-orders/edit-order.tsx";
import { pausedBid } from "#web/features/own-orders/paused.ts";
import { PausedNote } from "#web/features/own-orders/paused-note.tsx";
import { dayOf } from "#web/features/time/time-ago.ts";
import { ordinal } from "#web/features/trading/standing.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Price } from "#web/ui/price.tsx";
import { distanceToMarket, isBest, type PortfolioRow } from "./portfolio-rows.ts";
import { VariantLink } from "./variant-link.tsx";

function Distance({ kind, order }: PortfolioRow) {
  const market = order.variant?.market;
  const distance = distanceToMarket(kind, order.price, market);
  if (pausedBid({ kind, order })) return <Badge tone="danger">Paused</Badge>;
  if (market?.halted) return <Badge tone="danger">Market halted</Badge>;
  if (isBest(kind, order.price, market))
    return <Badge tone={kind}>{kind === "bid" ? "Highest bid" : "Lowest ask"}</Badge>;
  if (!distance) return <span className="label">{kind === "bid" ? "No asks" : "No bids"}</span>;
  if (signOf(distance) === 0) return <Badge tone="accent">Trading</Badge>;
  return (
    <span className="whitespace-nowrap">
      <Price money={distance} live className="font-semibold" />{" "}
      <span className="label">{kind === "bid" ? "below lowest ask" : "above highest bid"}</span>
    </span>
  );
}

/** The editor with the book it needs: followed only while somebody edits. */
function Editor({ kind, order, onDone }: PortfolioRow & Readonly<{ onDone: () => void }>) {
  const { market } = useMarket(order.variant?.id ?? "");
  return <EditOrder kind={kind} order={order} market={market} onDone={onDone} />;
}

function Place({ kind, order }: PortfolioRow) {
  const { queuePosition, expiresAt, variant } = order;
  const of = kind === "bid" ? variant?.market?.numberOfBids : variant?.market?.numberOfAsks;
  return (
    <>
      {queuePosition && (
        <span className="block font-medium text-ink" data-testid="place">
          {ordinal(queuePosition)} of {Math.max(of ?? 0, queuePosition)} in line
        </span>
      )}
      {pausedBid({ kind, order }) && <span className="block">Not in the book</span>}
      until {dayOf(expiresAt)}
    </>
  );
}

/** One bid or ask: what it is for, at what price, how far from trading, where in line, until when. Edited in place. */
export function PortfolioTableRow({ kind, order }: PortfolioRow) {
  const [editing, setEditing] = useState(false);
  const { variant, price, remaining } = order;
  const paused = pausedBid({ kind, order });
  return (
    <>
      <tr
        className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-3 md:table-row md:py-0 [&>td]:md:py-3 [&>td]:md:pr-4 ${editing || paused ? "" : "border-b border-grey-3"}`}
      >
        <td className="max-md:col-span-2">
          <VariantLink variant={variant} more={remaining > 1 ? `${remaining} pieces` : null} />
        </td>
        <td>
          <span className="flex items-baseline gap-2">
            <Badge tone={kind}>{kind === "bid" ? "Bid" : "Ask"}</Badge>
            <Price money={price} className="text-title font-bold" />
          </span>
        </td>
        <td className="max-md:text-right">
          <Distance kind={kind} order={order} />
        </td>
        <td className="label numeric whitespace-nowrap">
          <Place kind={kind} order={order} />
        </td>
        <td className="text-right">
          <span className="inline-flex flex-wrap justify-end gap-1">
            <EditButton kind={kind} order={order} editing={editing} onEdit={() => setEditing(true)} />
            {!editing && <CancelOrder kind={kind} order={order} />}
          </span>
        </td>
      </tr>
      {paused && (
        <tr className="block border-b border-grey-3 pb-3 md:table-row">
          <td colSpan={5} className="block md:table-cell md:pb-3">
            <PausedNote bid={paused} />
          </td>
        </tr>
      )}
      {editing && !paused && (
        <tr className="block border-b border-grey-3 pb-3 md:table-row">
          <td colSpan={5} className="block md:table-cell md:pb-3">
            <Editor kind={kind} order={order} onDone={() => setEditing(false)} />
          </td>
        </tr>
      )}
    </>
  );
}
