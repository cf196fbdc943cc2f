"use client";

import { useSubscription } from "@apollo/client/react";
import Link from "next/link";
import { useState } from "react";
import { type TapeEntryFragment, TradeExecutedDocument } from "#web/graph/__generated__/graphql.ts";
import { Price } from "#web/ui/price.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";
import { onTape } from "./tape.ts";

const SHOWN_MAX = 12;

const Entry = ({ trade, isNew }: Readonly<{ trade: TapeEntryFragment; isNew: boolean }>) => {
  const { variant } = trade;
  if (!variant?.product) return null;
  return (
    <li className={isNew ? "slide-in" : undefined}>
      <Link
        href={`/products/${variant.product.slug}${variant.size ? `?size=${encodeURIComponent(variant.size)}` : ""}`}
        prefetch={false}
        className="inline-flex min-h-11 items-center gap-2 rounded-small px-3 whitespace-nowrap hover:bg-grey-2"
      >
        <span className="max-w-44 truncate">{variant.product.name}</span>
        {variant.size && <span className="label">{variant.size}</span>}
        <Price money={trade.price} className={isNew ? "flash-up font-bold" : "font-bold"} />
        <TimeAgo instant={trade.executedAt} className="label" />
      </Link>
    </li>
  );
};

/** What just traded, newest first, as it happens. It moves only when something trades. */
export function Ticker({ initial }: Readonly<{ initial: readonly TapeEntryFragment[] }>) {
  const [trades, setTrades] = useState(initial);
  const [newest, setNewest] = useState<string | null>(null);
  useSubscription(TradeExecutedDocument, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      const trade = data?.tradeExecuted?.trade;
      if (!trade) return;
      setTrades((current) => onTape(current, trade, SHOWN_MAX));
      setNewest(trade.id);
    },
  });
  if (trades.length === 0) return null;
  return (
    <section aria-label="Just traded" className="border-b border-grey-3 bg-grey-1">
      <div className="page flex items-center gap-3">
        <h2 className="inline-flex items-center gap-2 text-small font-semibold whitespace-nowrap text-grey-7">
          <span aria-hidden="true" className="breathe size-2 rounded-full bg-bid" />
          Just traded
        </h2>
        <ul className="flex min-w-0 flex-1 overflow-x-auto [mask-image:linear-gradient(to_right,black_92%,transparent)] [scrollbar-width:none]">
          {trades.map((trade) => (
            <Entry key={trade.id} trade={trade} isNew={trade.id === newest} />
          ))}
        </ul>
      </div>
    </section>
  );
}
