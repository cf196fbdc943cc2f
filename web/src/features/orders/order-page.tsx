"use client";

import { useQuery, useSubscription } from "@apollo/client/react";
import Link from "next/link";
import { useEffect } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import { exactTime } from "#web/features/time/time-ago.ts";
import {
  type OrderDetailFragment,
  OrderPageDocument,
  type OrderPageQuery,
  OrderUpdatedDocument,
} from "#web/graph/__generated__/graphql.ts";
import { useSeed } from "#web/graph/use-seed.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { EmptyState, ErrorNote } from "#web/ui/notes.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { Loading, Skeleton } from "#web/ui/skeleton.tsx";
import { faultWords, isPenaltyAwaited } from "./default-words.ts";
import { OrderActions } from "./order-actions.tsx";
import { OrderMoney } from "./order-money.tsx";
import { progressOf, storyOf } from "./order-story.ts";
import { OrderTimeline } from "./order-timeline.tsx";

/** What becomes of a penalty no event tells, so whoever waits for it asks. */
const PENALTY_MILLISECONDS = 10_000;

type Props = Readonly<{ id: string; initial: OrderPageQuery | null }>;

/** The stations of an order as a bar with words. */
function Progress({ order }: Readonly<{ order: OrderDetailFragment }>) {
  const progress = progressOf(order);
  if (!progress) return null;
  return (
    <ol className="flex gap-1.5">
      {progress.steps.map((step, index) => (
        <li key={step} className="flex-1">
          <span
            aria-hidden="true"
            className={`block h-1.5 rounded-full ${index < progress.done ? "bg-bid" : "bg-grey-3"}`}
          />
          <span className={index < progress.done ? "text-small font-semibold" : "label"}>
            {step}
            <span className="sr-only">{index < progress.done ? ": done" : ": to come"}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Goods({ order }: Readonly<{ order: OrderDetailFragment }>) {
  const [line] = order.lines;
  const product = line?.variant?.product;
  return (
    <Link
      href={product ? `/products/${product.slug}` : "/search"}
      prefetch={false}
      className="group flex items-center gap-4"
    >
      <ProductPicture images={product?.images} decorative className="w-28 shrink-0" />
      <span className="min-w-0">
        <span className="label block">{product?.brand?.name}</span>
        <span className="block text-large font-semibold group-hover:underline">
          {product?.name ?? "Product"}
        </span>
        <span className="label block">
          {line?.variant?.size ? `Size ${line.variant.size}` : "One size"} · new, unworn
        </span>
      </span>
    </Link>
  );
}

function Address({ order: { shippingAddress: address } }: Readonly<{ order: OrderDetailFragment }>) {
  if (!address) return null;
  const lines = [
    address.recipient,
    address.line1,
    address.line2,
    [address.postalCode, address.city].join(" "),
    address.region,
    address.countryCode,
  ];
  return (
    <section>
      <h2 className="mb-2 text-title">Ships to</h2>
      <address className="text-grey-8 not-italic">
        {lines.filter(Boolean).map((text) => (
          <span key={text} className="block">
            {text}
          </span>
        ))}
      </address>
    </section>
  );
}

const OrderSkeleton = () => (
  <div className="grid gap-6">
    <Loading what="the order" />
    <Skeleton className="h-9 w-64" />
    <Skeleton className="h-24 rounded-base" />
    <Skeleton className="h-64 rounded-base" />
  </div>
);

function Story({ order }: Readonly<{ order: OrderDetailFragment }>) {
  const { label, next, tone, mustAct } = storyOf(order);
  const fault = faultWords(order);
  return (
    <section className="grid gap-4 rounded-large border border-grey-3 bg-raised p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={mustAct ? "ask" : tone}>{mustAct ? "Your turn" : label}</Badge>
        <p className="text-large font-medium">{next}</p>
      </div>
      {fault && (
        <p className={order.defaultedBy === order.viewerRole ? "font-medium text-danger" : "text-grey-7"}>
          {fault}
        </p>
      )}
      {order.shipBy && order.availableActions.includes("MARK_SHIPPED") && (
        <p className="text-grey-7">
          Ship by{" "}
          <time dateTime={order.shipBy} className="font-semibold text-ink">
            {exactTime(order.shipBy)}
          </time>
          .
        </p>
      )}
      <Progress order={order} />
      <OrderActions order={order} />
      {order.state === "CANCELLED" && (
        <LinkButton
          href="/portfolio"
          look="outline"
          size="small"
          prefetch={false}
          className="justify-self-start"
        >
          See your bids and asks
        </LinkButton>
      )}
    </section>
  );
}

/** One order: what happened, what happens next, who must act, and the money. It changes as the order does. */
export function OrderPage({ id, initial }: Props) {
  useSeed(OrderPageDocument, { id }, initial);
  const { data, error, loading, refetch, startPolling, stopPolling } = useQuery(OrderPageDocument, {
    variables: { id },
    skipPollAttempt: () => document.hidden,
  });
  useSubscription(OrderUpdatedDocument, {
    variables: { orderId: id },
    ignoreResults: true,
    skip: !data?.order,
  });
  const order = data?.order;
  const waits = order ? isPenaltyAwaited(order) : false;
  useEffect(() => {
    if (!waits) return;
    startPolling(PENALTY_MILLISECONDS);
    return stopPolling;
  }, [waits, startPolling, stopPolling]);
  const fault = order ? null : faultIn(error);
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
  if (!order)
    return loading ? (
      <OrderSkeleton />
    ) : (
      <EmptyState
        title="There is no such order"
        action={<LinkButton href="/orders">See your orders</LinkButton>}
      >
        Only an order’s buyer and seller can see it.
      </EmptyState>
    );
  return (
    <div className="grid gap-6">
      <div>
        <p className="label">
          <Link
            href={order.viewerRole === "SELLER" ? "/orders?as=seller" : "/orders"}
            className="hover:underline"
          >
            {order.viewerRole === "SELLER" ? "Sales" : "Purchases"}
          </Link>
        </p>
        <h1 className="numeric text-display">Order {order.number}</h1>
      </div>
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <div className="grid content-start gap-8">
          <Story order={order} />
          <OrderTimeline order={order} />
        </div>
        <div className="grid content-start gap-8">
          <Goods order={order} />
          <OrderMoney order={order} />
          <Address order={order} />
        </div>
      </div>
    </div>
  );
}
