"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import { useTops } from "#web/features/market/use-tops.ts";
import { SignedOutNote } from "#web/features/session/signed-out-note.tsx";
import type { AlertRowFragment, WatchingQuery } from "#web/graph/__generated__/graphql.ts";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { EmptyState, ErrorNote } from "#web/ui/notes.tsx";
import { RowsSkeleton } from "#web/ui/skeleton.tsx";
import { Tabs } from "#web/ui/tabs.tsx";
import { AlertItem } from "./alert-item.tsx";
import { useWatching } from "./use-watching.ts";
import { WatchedItem } from "./watched-item.tsx";

type Viewer = NonNullable<WatchingQuery["viewer"]>;

function Watchlist({ viewer }: Readonly<{ viewer: Viewer }>) {
  const entries = viewer.watchlist?.nodes ?? [];
  if (entries.length === 0)
    return (
      <EmptyState
        title="You watch nothing yet"
        action={<LinkButton href="/search">See all products</LinkButton>}
      >
        Press Watch on a product’s page. Its size then stands here, with its prices as they move.
      </EmptyState>
    );
  return (
    <>
      <ul>
        {entries.map((entry) => (
          <WatchedItem key={entry.id} entry={entry} />
        ))}
      </ul>
      {viewer.watchlist?.pageInfo.hasNextPage && (
        <p className="label pt-3">Only the 100 added last are shown.</p>
      )}
    </>
  );
}

const Alerts = ({ title, alerts }: Readonly<{ title: string; alerts: readonly AlertRowFragment[] }>) =>
  alerts.length === 0 ? null : (
    <section className="mb-8">
      <h2 className="text-title">{title}</h2>
      <ul>
        {alerts.map((alert) => (
          <AlertItem key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );

function PriceAlerts({ viewer }: Readonly<{ viewer: Viewer }>) {
  const alerts = viewer.priceAlerts?.nodes ?? [];
  const reached = alerts
    .filter(({ triggeredAt }) => triggeredAt)
    .sort((a, b) => Date.parse(b.triggeredAt ?? "") - Date.parse(a.triggeredAt ?? ""));
  if (alerts.length === 0)
    return (
      <EmptyState
        title="You wait for no price"
        action={<LinkButton href="/search">See all products</LinkButton>}
      >
        Set a price alert on a product’s page: when somebody asks your price or less, bids it or more, or
        undercuts everybody. You are told once, on whatever page is open.
      </EmptyState>
    );
  return (
    <>
      <Alerts title="Waiting" alerts={alerts.filter(({ triggeredAt }) => !triggeredAt)} />
      <Alerts title="Reached" alerts={reached} />
      {viewer.priceAlerts?.pageInfo.hasNextPage && <p className="label">Only the 100 newest are shown.</p>}
    </>
  );
}

/** What a person watches and the prices they wait for, as the markets move. The address says which. */
export function WatchingPage() {
  const router = useRouter();
  const path = usePathname();
  const tab = useSearchParams().get("show") === "alerts" ? "alerts" : "watchlist";
  const { viewer, isAnswered, error, refetch } = useWatching();
  useTops(
    [...(viewer?.watchlist?.nodes ?? []), ...(viewer?.priceAlerts?.nodes ?? [])].flatMap(
      ({ variant }) => variant?.id ?? [],
    ),
  );
  const fault = isAnswered ? null : faultIn(error);
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
  if (isAnswered && !viewer) return <SignedOutNote />;
  const shown = (content: (viewer: Viewer) => ReactNode) =>
    viewer ? content(viewer) : <RowsSkeleton what="what you watch" rows={3} className="pt-5" figure="w-24" />;
  const waiting = viewer?.priceAlerts?.nodes.filter(({ triggeredAt }) => !triggeredAt).length ?? 0;
  return (
    <Tabs
      label="What you watch"
      value={tab}
      onValueChange={(next) =>
        router.replace(next === "alerts" ? `${path}?show=alerts` : path, { scroll: false })
      }
      tabs={[
        { value: "watchlist", label: "Watchlist", content: shown((known) => <Watchlist viewer={known} />) },
        {
          value: "alerts",
          label: waiting > 0 ? `Price alerts (${waiting})` : "Price alerts",
          content: shown((known) => <PriceAlerts viewer={known} />),
        },
      ]}
    />
  );
}
