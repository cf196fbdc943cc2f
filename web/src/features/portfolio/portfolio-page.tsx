"use client";

import { useQuery } from "@apollo/client/react";
import { faultIn } from "#web/features/market/use-market.ts";
import { useTops } from "#web/features/market/use-tops.ts";
import { CalledOffNotes } from "#web/features/own-orders/called-off-notes.tsx";
import { useThrottled } from "#web/features/own-orders/use-throttled.ts";
import { SignedOutNote } from "#web/features/session/signed-out-note.tsx";
import { PortfolioDocument } from "#web/graph/__generated__/graphql.ts";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { EmptyState, ErrorNote } from "#web/ui/notes.tsx";
import { RowsSkeleton } from "#web/ui/skeleton.tsx";
import { PortfolioTableRow } from "./portfolio-row.tsx";
import { portfolioRows } from "./portfolio-rows.ts";

/** Orders come and go elsewhere too, such as in another tab; what happens in their markets is heard at once. */
const POLL_MILLISECONDS = 30_000;
/** A busy market moves the places in line often; they are asked for at most this often. */
const PLACES_MILLISECONDS = 1_000;

const Nothing = () => (
  <EmptyState
    title="You have no open bids or asks"
    action={<LinkButton href="/">Find something to bid on</LinkButton>}
  >
    A bid waits in the book until somebody sells at your price. An ask waits until somebody pays it. You can
    cancel either at any time before it trades.
  </EmptyState>
);

/** The person's open bids and asks in one table, each with its distance to the market as it moves. */
export function PortfolioPage() {
  const {
    data: latest,
    previousData,
    error,
    refetch,
  } = useQuery(PortfolioDocument, {
    fetchPolicy: "cache-and-network",
    nextFetchPolicy: "cache-first",
    pollInterval: POLL_MILLISECONDS,
    skipPollAttempt: () => document.hidden,
  });
  // What is known stays while the line is down, and with it what is being typed.
  const data = latest ?? previousData;
  const rows = data?.viewer ? portfolioRows(data.viewer) : null;
  const askAnew = useThrottled(() => void refetch().catch(() => undefined), PLACES_MILLISECONDS);
  useTops(
    (rows ?? []).flatMap(({ order }) => order.variant?.id ?? []),
    askAnew,
  );
  const fault = rows ? null : faultIn(error);
  const isMore =
    data?.viewer?.bids?.pageInfo.hasNextPage ||
    data?.viewer?.pausedBids?.pageInfo.hasNextPage ||
    data?.viewer?.asks?.pageInfo.hasNextPage;
  if (fault)
    return (
      <ErrorNote
        fault={fault}
        action={
          <Button look="outline" size="small" onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  if (data && !data.viewer) return <SignedOutNote />;
  if (!rows) return <RowsSkeleton what="your bids and asks" rows={4} figure="w-16" />;
  if (rows.length === 0)
    return (
      <>
        <CalledOffNotes news={rows.map(({ order }) => order.id).join(" ")} />
        <Nothing />
      </>
    );
  return (
    <>
      <CalledOffNotes news={rows.map(({ order }) => order.id).join(" ")} />
      <table className="block w-full md:table">
        <thead className="label border-b border-grey-3 text-left max-md:sr-only">
          <tr className="[&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Product</th>
            <th scope="col">Price</th>
            <th scope="col">Distance to market</th>
            <th scope="col">Place and time</th>
            <th scope="col">
              <span className="sr-only">What you can do</span>
            </th>
          </tr>
        </thead>
        <tbody className="block md:table-row-group">
          {rows.map((row) => (
            <PortfolioTableRow key={row.order.id} {...row} />
          ))}
        </tbody>
      </table>
      {isMore && <p className="label pt-3">Only your 50 latest bids and asks are shown.</p>}
    </>
  );
}
