"use client";

import { formatMoney } from "#web/features/money/money.ts";
import { VariantLink } from "#web/features/portfolio/variant-link.tsx";
import type { AlertRowFragment } from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { Price } from "#web/ui/price.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { waitsFor } from "./alerts.ts";
import { usePriceAlerts } from "./use-watching.ts";

/** How far the market is from what an alert waits for, or what reached it. */
function State({ alert }: Readonly<{ alert: AlertRowFragment }>) {
  if (alert.triggeredAt)
    return (
      <>
        <Badge tone="accent">Reached</Badge>{" "}
        <span className="label">
          {alert.triggeredPrice && <>at {formatMoney(alert.triggeredPrice)}, </>}
          <TimeAgo instant={alert.triggeredAt} />
        </span>
      </>
    );
  const market = alert.variant?.market;
  const above = alert.kind === "ABOVE";
  return (
    <span className="label">
      {above ? "Highest bid now" : "Lowest ask now"}{" "}
      <Price
        money={above ? market?.highestBid : market?.lowestAsk}
        live
        className="font-semibold text-grey-8"
      />
    </span>
  );
}

/** One price alert, waiting or reached, and the way to take it back. */
export function AlertItem({ alert }: Readonly<{ alert: AlertRowFragment }>) {
  const say = useToast();
  const { remove, busy } = usePriceAlerts();
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2 border-b border-grey-3 py-3 md:grid-cols-[minmax(0,1fr)_18rem_auto]">
      <VariantLink variant={alert.variant} />
      <div className="grid gap-0.5 max-md:col-span-2 max-md:row-start-2">
        <p className="numeric font-semibold">{waitsFor(alert)}</p>
        <p>
          <State alert={alert} />
        </p>
      </div>
      <Button
        look="outline"
        size="small"
        busy={busy}
        className="max-md:col-start-2 max-md:row-start-1"
        aria-label={`Remove alert: ${waitsFor(alert)}, ${alert.variant?.product?.name ?? "product"}`}
        onClick={async () => {
          const problem = await remove(alert);
          if (problem) say(problem.message, "problem");
        }}
      >
        Remove
      </Button>
    </li>
  );
}
