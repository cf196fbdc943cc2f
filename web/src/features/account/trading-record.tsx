import { exactTime } from "#web/features/time/time-ago.ts";
import { Badge } from "#web/ui/badge.tsx";
import type { Viewer } from "./account-page.tsx";
import { recordWords } from "./record-words.ts";

const Count = ({ label, count }: Readonly<{ label: string; count: number }>) => (
  <div>
    <dt className="label">{label}</dt>
    <dd className="numeric text-title font-bold">{count}</dd>
  </div>
);

/** How the person kept to what they traded, and what it means for their selling. */
export function TradingRecord({ viewer: { tradingRecord: record } }: Readonly<{ viewer: Viewer }>) {
  if (!record) return <p className="text-grey-7">Your trading record cannot be shown right now.</p>;
  const { defaultsAsBuyer, defaultsAsSeller, sellingSuspendedUntil } = record;
  return (
    <>
      <dl className="grid grid-cols-2 gap-4">
        <Count label="Payments that failed" count={defaultsAsBuyer} />
        <Count label="Sales not shipped in time" count={defaultsAsSeller} />
      </dl>
      {sellingSuspendedUntil && (
        <p>
          <Badge tone="danger">Selling suspended</Badge> until{" "}
          <time dateTime={sellingSuspendedUntil} className="font-semibold">
            {exactTime(sellingSuspendedUntil)}
          </time>
          . You can still buy.
        </p>
      )}
      <p className="text-grey-7">{recordWords(record)}</p>
    </>
  );
}
