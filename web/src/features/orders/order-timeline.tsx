import { exactTime } from "#web/features/time/time-ago.ts";
import type { OrderDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { TimeAgo } from "#web/ui/time-ago.tsx";

/** What happened to an order, newest first, with its parcels. */
export function OrderTimeline({ order: { history, shipments } }: Readonly<{ order: OrderDetailFragment }>) {
  const newestFirst = [...history].reverse();
  return (
    <section>
      <h2 className="mb-3 text-title">What happened</h2>
      <ol className="ml-1.5 border-l border-grey-3">
        {newestFirst.map(({ id, message, occurredAt }, index) => (
          <li key={id} className="relative pb-5 pl-6 last:pb-0">
            <span
              aria-hidden="true"
              className={`absolute top-1.5 -left-[5px] size-2.5 rounded-full ${index === 0 ? "bg-accent" : "bg-grey-4"}`}
            />
            <p className={index === 0 ? "font-semibold" : ""}>{message}</p>
            <p className="label numeric">
              <TimeAgo instant={occurredAt} /> · {exactTime(occurredAt)}
            </p>
          </li>
        ))}
      </ol>
      {shipments.map(({ id, carrier, trackingNumber }) => (
        <p key={id} className="mt-5 rounded-base border border-grey-3 px-4 py-3">
          <span className="label block">Parcel with {carrier}</span>
          <span className="numeric font-semibold select-all">{trackingNumber}</span>
        </p>
      ))}
    </section>
  );
}
