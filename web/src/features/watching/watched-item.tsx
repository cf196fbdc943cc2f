"use client";

import { VariantLink } from "#web/features/portfolio/variant-link.tsx";
import type { WatchedEntryFragment } from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { Price } from "#web/ui/price.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { useWatchlist } from "./use-watching.ts";

/** One watched size: its prices as they move, and the way off the list. */
export function WatchedItem({ entry: { variant } }: Readonly<{ entry: WatchedEntryFragment }>) {
  const say = useToast();
  const { unwatch, busy } = useWatchlist();
  const market = variant?.market;
  const name = [variant?.product?.name ?? "this", variant?.size && `size ${variant.size}`]
    .filter(Boolean)
    .join(", ");
  const figures = [
    { label: "Lowest ask", money: market?.lowestAsk, ink: "text-ask-ink" },
    { label: "Highest bid", money: market?.highestBid, ink: "text-bid-ink" },
    { label: "Last sale", money: market?.lastSale?.price, ink: "" },
  ];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2 border-b border-grey-3 py-3 md:grid-cols-[minmax(0,1fr)_auto_auto]">
      <VariantLink variant={variant} />
      <dl className="grid grid-cols-3 gap-4 max-md:col-span-2 max-md:row-start-2 md:w-96">
        {figures.map(({ label, money, ink }) => (
          <div key={label} className="min-w-0">
            <dt className="label truncate">{label}</dt>
            <dd className="min-h-7 text-large font-bold">
              <Price money={money} live className={ink} />
            </dd>
          </div>
        ))}
      </dl>
      <span className="flex items-center gap-2 max-md:col-start-2 max-md:row-start-1">
        {market?.halted && <Badge tone="danger">Halted</Badge>}
        <Button
          look="outline"
          size="small"
          busy={busy}
          aria-label={`Stop watching ${name}`}
          onClick={async () => {
            if (!variant) return;
            const problem = await unwatch(variant.id);
            if (problem) say(problem.message, "problem");
          }}
        >
          Remove
        </Button>
      </span>
    </li>
  );
}
