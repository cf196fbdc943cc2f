"use client";

import { Bell, BellRing, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { signInPath } from "#web/features/session/return-to.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { AlertSheet } from "./alert-sheet.tsx";
import { useWatching, useWatchlist } from "./use-watching.ts";

type Props = Readonly<{
  what: string;
  /** Where the person is, to come back to after signing in. */
  path: string;
  variantId: string;
  market: MarketDetailFragment | null;
}>;

const ICON = "size-4 shrink-0";

/** For people who are not here yet: both need somebody to tell. */
const SignedOutBar = ({ path }: Pick<Props, "path">) => (
  <div className="flex flex-wrap gap-2">
    <LinkButton look="outline" size="small" href={signInPath(path)} prefetch={false} className="min-h-10">
      <Eye aria-hidden="true" className={ICON} />
      Watch
    </LinkButton>
    <LinkButton look="outline" size="small" href={signInPath(path)} prefetch={false} className="min-h-10">
      <Bell aria-hidden="true" className={ICON} />
      Set price alert
    </LinkButton>
  </div>
);

/** Watches a market, and asks to be told of its prices. */
export function WatchBar({ what, path, variantId, market }: Props) {
  const signedIn = useSignedIn();
  const say = useToast();
  const { viewer } = useWatching();
  const { watch, unwatch, busy } = useWatchlist();
  const [open, setOpen] = useState(false);
  if (!signedIn) return <SignedOutBar path={path} />;
  const isWatched = (viewer?.watchlist?.nodes ?? []).some(({ variant }) => variant?.id === variantId);
  const alerts = (viewer?.priceAlerts?.nodes ?? []).filter(({ variant }) => variant?.id === variantId);
  const waiting = alerts.filter(({ triggeredAt }) => !triggeredAt).length;
  const toggle = async () => {
    const problem = await (isWatched ? unwatch(variantId) : watch(variantId));
    if (problem) say(problem.message, "problem");
    else if (!isWatched)
      say("It is on your watchlist.", "done", { href: "/watchlist", label: "See the watchlist" });
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        look="outline"
        size="small"
        busy={busy}
        disabled={!viewer}
        onClick={() => void toggle()}
        className="min-h-10"
      >
        {isWatched ? (
          <EyeOff aria-hidden="true" className={ICON} />
        ) : (
          <Eye aria-hidden="true" className={ICON} />
        )}
        {isWatched ? "Stop watching" : "Watch"}
      </Button>
      <Button
        look="outline"
        size="small"
        disabled={!market || !viewer}
        onClick={() => setOpen(true)}
        className="min-h-10"
      >
        {waiting > 0 ? (
          <BellRing aria-hidden="true" className={ICON} />
        ) : (
          <Bell aria-hidden="true" className={ICON} />
        )}
        {waiting > 0 ? `${waiting} price ${waiting === 1 ? "alert" : "alerts"}` : "Set price alert"}
      </Button>
      {open && market && (
        <AlertSheet
          what={what}
          variantId={variantId}
          market={market}
          alerts={alerts}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
