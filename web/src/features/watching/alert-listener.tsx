"use client";

import { useApolloClient, useSubscription } from "@apollo/client/react";
import { useEffect, useRef } from "react";
import { variantPath } from "#web/features/portfolio/variant-link.tsx";
import {
  type AlertRowFragment,
  PriceAlertTriggeredDocument,
  WatchingDocument,
} from "#web/graph/__generated__/graphql.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";
import { useLiveState } from "#web/graph/live-state.ts";
import { useToast } from "#web/ui/toast.tsx";
import { newsOf } from "./alerts.ts";
import { isNews } from "./told.ts";

/** After an interruption, what was reached while nobody listened: asked for once the line is back. */
function useMissed(tell: (alert: AlertRowFragment) => void): void {
  const client = useApolloClient();
  const live = useLiveState();
  const lostAt = useRef<number | null>(null);
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(() => {
    if (live === "reconnecting" || live === "offline") lostAt.current ??= Date.now();
    const since = lostAt.current;
    if (live !== "live" || since === null) return;
    lostAt.current = null;
    client
      .query({ query: WatchingDocument, fetchPolicy: "network-only" })
      .then(({ data }) => {
        const reached = (data?.viewer?.priceAlerts?.nodes ?? []).filter(
          ({ triggeredAt }) => triggeredAt && Date.parse(triggeredAt) >= since,
        );
        for (const alert of reached) latest.current(alert);
      })
      .catch(() => undefined);
  }, [live, client]);
}

/** Tells of price alerts as they are reached, whatever page is open. */
function Listener() {
  const say = useToast();
  const client = useApolloClient();
  const tell = (alert: AlertRowFragment): void => {
    if (!isNews(window.sessionStorage, alert.id)) return;
    say(newsOf(alert), "alert", { href: variantPath(alert.variant), label: "See the market" });
  };
  useSubscription(PriceAlertTriggeredDocument, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (!data?.priceAlertTriggered) return;
      tell(data.priceAlertTriggered);
      // Lists on the page show it among the reached ones; where nothing shows them, nothing is asked.
      void client.refetchQueries({
        include: "active",
        onQueryUpdated: ({ queryName }) => queryName === "Watching",
      });
    },
  });
  useMissed(tell);
  return null;
}

/** For those who are signed in; others have no alerts. */
export const AlertListener = () => (useSignedIn() ? <Listener /> : null);
