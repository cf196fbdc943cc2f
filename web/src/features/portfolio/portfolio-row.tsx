"use client";

import { useMutation, useSubscription } from "@apollo/client/react";
import Link from "next/link";
import { useState } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import { formatMoney, signOf } from "#web/features/money/money.ts";
import { dayOf } from "#web/features/time/time-ago.ts";
import { ordinal } from "#web/features/trading/standing.ts";
import {
  CancelAskDocument,
  CancelBidDocument,
  TopUpdatedDocument,
} from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { distanceToMarket, isBest, type PortfolioRow } from "./portfolio-rows.ts";

/** Takes an order out of the book, after asking once more in place. */
function CancelOrder({ kind, order }: PortfolioRow) {
  const say = useToast();
  const [asked, setAsked] = useState(false);
  const [cancelBid, bidState] = useMutation(CancelBidDocument);
  const [cancelAsk, askState] = useMutation(CancelAskDocument);
  const perform = async () => {
    try {
      const { data, error } =
        kind === "bid"
          ? await cancelBid({ variables: { input: { bidId: order.id } } }).then(({ data, error }) => ({
              data: data?.cancelBid,
              error,
            }))
          : await cancelAsk({ variables: { input: { askId: order.id } } }).then(({ data, error }) => ({
              data: data?.cancelAsk,
              error,
            }));
      const problem =
        data?.userErrors[0]?.message ??
        (data ? null : (faultIn(error)?.message ?? "It could not be cancelled. Try again."));
      if (problem) say(problem, "problem");
      else say(`Your ${kind} of ${formatMoney(order.price)} is out of the book.`);
    } catch (thrown) {
      say(faultIn(thrown)?.message ?? "It could not be cancelled. Try again.", "problem");
    }
    setAsked(false);
  };
  if (!order.availableActions.includes("CANCEL")) return null;
  if (!asked)
    return (
      <Button look="outline" size="small" onClick={() => setAsked(true)}>
        Cancel
      </Button>
    );
  return (
    <span className="inline-flex gap-1">
      <Button
        look="danger"
        size="small"
        autoFocus
        busy={bidState.loading || askState.loading}
        onClick={() => void perform()}
      >
        Cancel {kind}
      </Button>
      <Button look="quiet" size="small" onClick={() => setAsked(false)}>
        Keep
      </Button>
    </span>
  );
}

function Distance({ kind, order }: PortfolioRow) {
  const market = order.variant?.market;
  const distance = distanceToMarket(kind, order.price, market);
  if (isBest(kind, order.price, market))
    return <Badge tone={kind}>{kind === "bid" ? "Highest bid" : "Lowest ask"}</Badge>;
  if (!distance) return <span className="label">{kind === "bid" ? "No asks" : "No bids"}</span>;
  if (signOf(distance) === 0) return <Badge tone="accent">Trading</Badge>;
  return (
    <span className="whitespace-nowrap">
      <Price money={distance} live className="font-semibold" />{" "}
      <span className="label">{kind === "bid" ? "below lowest ask" : "above highest bid"}</span>
    </span>
  );
}

type Props = PortfolioRow & Readonly<{ live: boolean }>;

/** One bid or ask: what it is for, at what price, how far from trading, until when. */
export function PortfolioTableRow({ kind, order, live }: Props) {
  const { variant, price, queuePosition, expiresAt, remaining } = order;
  useSubscription(TopUpdatedDocument, {
    variables: { variantId: variant?.id ?? "" },
    skip: !live || !variant,
    ignoreResults: true,
  });
  const product = variant?.product;
  const size = variant?.size ?? null;
  return (
    <tr className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 border-b border-grey-3 py-3 md:table-row md:py-0 [&>td]:md:py-3 [&>td]:md:pr-4">
      <td className="max-md:col-span-2">
        <Link
          href={
            product
              ? `/products/${product.slug}${size ? `?size=${encodeURIComponent(size)}` : ""}`
              : "/search"
          }
          prefetch={false}
          className="group flex items-center gap-3"
        >
          <ProductPicture images={product?.images} decorative className="w-16 shrink-0" />
          <span className="min-w-0">
            <span className="label block truncate">{product?.brand?.name}</span>
            <span className="block truncate font-medium group-hover:underline">
              {product?.name ?? "Product"}
            </span>
            <span className="label block">
              {size ? `Size ${size}` : "One size"}
              {remaining > 1 && ` · ${remaining} pieces`}
            </span>
          </span>
        </Link>
      </td>
      <td>
        <span className="flex items-baseline gap-2">
          <Badge tone={kind}>{kind === "bid" ? "Bid" : "Ask"}</Badge>
          <Price money={price} className="text-title font-bold" />
        </span>
      </td>
      <td className="max-md:text-right">
        <Distance kind={kind} order={order} />
      </td>
      <td className="label numeric whitespace-nowrap">
        {queuePosition && <span className="block">{ordinal(queuePosition)} in line</span>}
        until {dayOf(expiresAt)}
      </td>
      <td className="text-right">
        <CancelOrder kind={kind} order={order} />
      </td>
    </tr>
  );
}
