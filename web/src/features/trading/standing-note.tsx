import { formatMoney } from "#web/features/money/money.ts";
import type { Act } from "./act.ts";
import { ordinal, type Standing } from "./standing.ts";

/** Where an order would stand, in a sentence. */
export function StandingNote({
  act,
  standing,
  problem,
}: Readonly<{ act: Act; standing: Standing | null; problem: string | null }>) {
  if (problem) return <span className="text-danger">{problem}</span>;
  if (!standing) return <span className="text-grey-6">The book is on its way…</span>;
  if (standing.kind === "trades")
    return (
      <span className={act === "bid" ? "text-bid-ink" : "text-ask-ink"}>
        <strong className="font-semibold">Trades now at {formatMoney(standing.at)}</strong>
        {act === "bid"
          ? ", the lowest ask. You never pay more than that."
          : ", the highest bid. You never get less than that."}
      </span>
    );
  const { place, of, sharesPrice } = standing;
  return (
    <span className="text-grey-7">
      <strong className="font-semibold text-ink">
        {ordinal(place)} of {of}
      </strong>{" "}
      {place === 1
        ? act === "bid"
          ? "in line: the highest bid."
          : "in line: the lowest ask."
        : sharesPrice
          ? "in line, after earlier ones at this price."
          : "in line."}
    </span>
  );
}
