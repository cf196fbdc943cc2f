import type { ReactNode } from "react";
import { formatMoney } from "#web/features/money/money.ts";
import { ordinal } from "#web/features/trading/standing.ts";
import type { Amendment } from "./amendment.ts";
import type { KindOfOrder } from "./own-order.ts";

type Props = KindOfOrder & Readonly<{ amendment: Amendment | null; isHalted: boolean }>;

const RULE =
  "Fewer pieces keep your place. Another price, also a better one, goes behind those already at it.";

function consequenceOf({ kind, order, amendment }: Omit<Props, "isHalted">): ReactNode {
  if (!amendment) return "…";
  const now = order.queuePosition ? `${ordinal(order.queuePosition)} in line` : "in the book";
  if (amendment.kind === "unchanged") return `It is ${now}.`;
  if (amendment.kind === "keeps-place")
    return (
      <>
        <strong className="font-semibold text-ink">It keeps its place</strong>: {now}.
      </>
    );
  const { standing } = amendment;
  if (standing.kind === "trades")
    return (
      <strong className={kind === "bid" ? "font-semibold text-bid-ink" : "font-semibold text-ask-ink"}>
        Trades now at {formatMoney(standing.at)}.
      </strong>
    );
  return (
    <>
      <strong className="font-semibold text-ink">
        {ordinal(standing.place)} of {standing.of}
      </strong>{" "}
      in line{standing.sharesPrice ? ", after those at this price" : ""}. It is{" "}
      {order.queuePosition ? ordinal(order.queuePosition) : "waiting"} now.
    </>
  );
}

/** What a change does to an order's place, and the rule behind it. */
export function AmendmentNote({ isHalted, ...change }: Props) {
  return (
    <div aria-live="polite" className="grid gap-0.5">
      <p className="min-h-5 text-grey-7">
        {isHalted ? "This market is halted: orders can be cancelled, not changed." : consequenceOf(change)}
      </p>
      <p className="label">{RULE}</p>
    </div>
  );
}
