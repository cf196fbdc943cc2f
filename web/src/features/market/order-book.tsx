"use client";

import { useState } from "react";
import { compareMoney, type Money } from "#web/features/money/money.ts";
import type { KindOfOrder, OrderKind } from "#web/features/own-orders/own-order.ts";
import type { Level } from "#web/features/trading/standing.ts";
import { Button } from "#web/ui/button.tsx";
import { classNames } from "#web/ui/class-names.ts";
import { Price } from "#web/ui/price.tsx";
import { type DeepLevel, deepen } from "./book.ts";
import { DepthCurve } from "./depth-curve.tsx";

/** As many prices a side are seen at first. */
const LEVELS_SHOWN = 8;

type RowProps = Readonly<{ side: OrderKind; level: DeepLevel; deepest: number; mine: number }>;

/** One price: the figure towards the middle, its pieces, and all pieces up to it as a bar behind them. */
const Row = ({ side, level, deepest, mine }: RowProps) => (
  <li
    data-price={level.price.amount}
    className={classNames(
      "relative flex h-8 items-center gap-2 px-2",
      side === "ask" && "flex-row-reverse",
      mine > 0 && "rounded-small ring-1 ring-accent ring-inset",
    )}
  >
    <span
      aria-hidden="true"
      style={{ width: `${Math.max(2, (level.total / deepest) * 100)}%` }}
      className={classNames(
        "absolute inset-y-0.5 rounded-small",
        side === "bid" ? "right-0 bg-bid-wash" : "left-0 bg-ask-wash",
      )}
    />
    <span
      className={classNames(
        "numeric label relative w-9 text-grey-7",
        side === "bid" ? "text-left" : "text-right",
      )}
      data-testid="total"
    >
      <span className="sr-only">{side === "bid" ? "all bids down to here: " : "all asks up to here: "}</span>
      {level.total}
    </span>
    <span
      className={classNames("numeric label relative flex-1", side === "bid" ? "text-right" : "text-left")}
    >
      {mine > 0 && (
        <span
          className={classNames(
            "font-semibold text-accent",
            side === "bid" ? "mr-1.5" : "ml-1.5 float-right",
          )}
        >
          {mine < level.quantity ? `${mine} yours` : "yours"}
        </span>
      )}
      <span data-testid="pieces">{level.quantity}</span>
      <span className="sr-only"> pieces at</span>
    </span>
    <Price
      money={level.price}
      className={classNames("relative font-semibold", side === "bid" ? "text-bid-ink" : "text-ask-ink")}
    />
  </li>
);

type HalfProps = Readonly<{
  side: OrderKind;
  levels: readonly DeepLevel[];
  deepest: number;
  own: readonly KindOfOrder[];
}>;

const piecesAt = (own: readonly KindOfOrder[], side: OrderKind, price: Money): number =>
  own
    .filter(({ kind, order }) => kind === side && compareMoney(order.price, price) === 0)
    .reduce((sum, { order }) => sum + order.remaining, 0);

const Half = ({ side, levels, deepest, own }: HalfProps) => (
  <section aria-label={side === "bid" ? "Bids" : "Asks"} className="min-w-0">
    <h3
      className={classNames(
        "label flex items-baseline gap-2 px-2 pb-1 font-medium",
        side === "ask" && "flex-row-reverse",
      )}
    >
      <span aria-hidden="true" className="w-9">
        Total
      </span>
      <span aria-hidden="true" className={classNames("flex-1", side === "bid" && "text-right")}>
        Pieces
      </span>
      <span className={classNames("font-semibold", side === "bid" ? "text-bid-ink" : "text-ask-ink")}>
        {side === "bid" ? "Bids" : "Asks"}
      </span>
    </h3>
    {levels.length === 0 ? (
      <p className={classNames("label px-2 py-1.5", side === "bid" && "text-right")}>
        {side === "bid" ? "Nobody bids yet." : "Nobody asks yet."}
      </p>
    ) : (
      <ol>
        {levels.map((level) => (
          <Row
            key={level.price.amount}
            side={side}
            level={level}
            deepest={deepest}
            mine={piecesAt(own, side, level.price)}
          />
        ))}
      </ol>
    )}
  </section>
);

type Props = Readonly<{
  bids: readonly Level[];
  asks: readonly Level[];
  own: readonly KindOfOrder[];
}>;

/** The depth of a market: its two slopes, and the ladder: bids at the left, asks at the right, the best at the top, in the middle. */
export function OrderBook({ bids, asks, own }: Props) {
  const [all, setAll] = useState(false);
  const deep = { bids: deepen(bids), asks: deepen(asks) };
  const most = all ? Number.POSITIVE_INFINITY : LEVELS_SHOWN;
  const shown = { bids: deep.bids.slice(0, most), asks: deep.asks.slice(0, most) };
  const deepest = Math.max(1, shown.bids.at(-1)?.total ?? 0, shown.asks.at(-1)?.total ?? 0);
  const more = Math.max(bids.length, asks.length) - LEVELS_SHOWN;
  return (
    <div data-testid="order-book">
      <DepthCurve {...deep} own={own.map(({ kind, order }) => ({ side: kind, price: order.price }))} />
      <div className="grid grid-cols-2 gap-1.5">
        <Half side="bid" levels={shown.bids} deepest={deepest} own={own} />
        <Half side="ask" levels={shown.asks} deepest={deepest} own={own} />
      </div>
      {more > 0 && (
        <Button
          look="quiet"
          size="small"
          wide
          className="mt-1"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? "Fewer prices" : `${more} more ${more === 1 ? "price" : "prices"}`}
        </Button>
      )}
    </div>
  );
}
