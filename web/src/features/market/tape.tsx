import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { compareMoney } from "#web/features/money/money.ts";
import type { MarketFiguresFragment } from "#web/graph/__generated__/graphql.ts";
import { Price } from "#web/ui/price.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";

type Trade = NonNullable<MarketFiguresFragment["trades"]>["nodes"][number];

/** Whether a trade was dearer than the one before it. */
function Direction({ trade, before }: Readonly<{ trade: Trade; before: Trade | undefined }>) {
  const order = before ? compareMoney(trade.price, before.price) : 0;
  if (order > 0) return <ArrowUp aria-label="up" className="size-3.5 text-bid-ink" strokeWidth={2.4} />;
  if (order < 0) return <ArrowDown aria-label="down" className="size-3.5 text-ask-ink" strokeWidth={2.4} />;
  return <Minus aria-hidden="true" className="size-3.5 text-grey-5" />;
}

const SHOWN_MAX = 8;

/** A trade that stands, or one that was called off: it stays to be seen, and counts for nothing. */
function Row({ trade, before }: Readonly<{ trade: Trade; before: Trade | undefined }>) {
  const isBusted = trade.state === "BUSTED";
  return (
    <tr className="border-b border-grey-2 last:border-0">
      <td className="py-1.5">
        <span className="inline-flex items-center gap-1.5">
          {isBusted ? <span className="size-3.5" /> : <Direction trade={trade} before={before} />}
          <Price money={trade.price} className={isBusted ? "text-grey-6 line-through" : "font-semibold"} />
          {trade.quantity > 1 && <span className="label">× {trade.quantity}</span>}
          {isBusted && <span className="label">called off</span>}
        </span>
      </td>
      <td className="py-1.5 text-right">
        <TimeAgo instant={trade.executedAt} className="label numeric" />
      </td>
    </tr>
  );
}

/** The tape of one market: its latest trades, newest first. */
export function Tape({ trades }: Readonly<{ trades: readonly Trade[] }>) {
  const shown = trades.slice(0, SHOWN_MAX);
  if (trades.length === 0) return <p className="label">Nothing has traded in this size yet.</p>;
  return (
    <table className="w-full" data-testid="tape">
      <thead className="sr-only">
        <tr>
          <th scope="col">Price</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((trade, index) => (
          <Row
            key={trade.id}
            trade={trade}
            before={trades.slice(index + 1).find(({ state }) => state === "EXECUTED")}
          />
        ))}
      </tbody>
    </table>
  );
}
