import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { compareMoney } from "#web/features/money/money.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Price } from "#web/ui/price.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";

type Trade = NonNullable<MarketDetailFragment["trades"]>["nodes"][number];

/** Whether a trade was dearer than the one before it. */
function Direction({ trade, before }: Readonly<{ trade: Trade; before: Trade | undefined }>) {
  const order = before ? compareMoney(trade.price, before.price) : 0;
  if (order > 0) return <ArrowUp aria-label="up" className="size-3.5 text-bid-ink" strokeWidth={2.4} />;
  if (order < 0) return <ArrowDown aria-label="down" className="size-3.5 text-ask-ink" strokeWidth={2.4} />;
  return <Minus aria-hidden="true" className="size-3.5 text-grey-5" />;
}

const SHOWN_MAX = 8;

/** The tape of one market: its latest trades, newest first. */
export function Tape({ trades }: Readonly<{ trades: readonly Trade[] }>) {
  const standing = trades.filter(({ state }) => state === "EXECUTED");
  const shown = standing.slice(0, SHOWN_MAX);
  if (standing.length === 0) return <p className="label">Nothing has traded in this size yet.</p>;
  return (
    <table className="w-full">
      <thead className="sr-only">
        <tr>
          <th scope="col">Price</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((trade, index) => (
          <tr key={trade.id} className="border-b border-grey-2 last:border-0">
            <td className="py-1.5">
              <span className="inline-flex items-center gap-1.5">
                <Direction trade={trade} before={standing[index + 1]} />
                <Price money={trade.price} className="font-semibold" />
                {trade.quantity > 1 && <span className="label">× {trade.quantity}</span>}
              </span>
            </td>
            <td className="py-1.5 text-right">
              <TimeAgo instant={trade.executedAt} className="label numeric" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
