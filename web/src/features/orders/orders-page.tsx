"use client";

import { useQuery } from "@apollo/client/react";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { faultIn } from "#web/features/market/use-market.ts";
import { SignedOutNote } from "#web/features/session/signed-out-note.tsx";
import { type OrderRowFragment, PurchasesDocument, SalesDocument } from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { EmptyState, ErrorNote } from "#web/ui/notes.tsx";
import { Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { Loading, Skeleton } from "#web/ui/skeleton.tsx";
import { Tabs } from "#web/ui/tabs.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";
import { storyOf } from "./order-story.ts";

const RowsSkeleton = () => (
  <div className="grid gap-3">
    <Loading what="your orders" />
    {[0, 1, 2].map((place) => (
      <Skeleton key={place} className="h-20 rounded-base" />
    ))}
  </div>
);

function OrderRow({ order }: Readonly<{ order: OrderRowFragment }>) {
  const { id, number, createdAt, lines, total, sellerFees, viewerRole } = order;
  const { label, next, tone, mustAct } = storyOf(order);
  const [line] = lines;
  const product = line?.variant?.product;
  return (
    <li>
      <Link
        href={`/orders/${id}`}
        prefetch={false}
        className="grid grid-cols-[auto_1fr_auto] items-center gap-x-4 gap-y-1 rounded-base border border-grey-3 bg-raised p-3 hover:border-grey-5"
      >
        <ProductPicture images={product?.images} decorative className="w-20" />
        <span className="min-w-0">
          <span className="block truncate font-medium">{product?.name ?? "Product"}</span>
          <span className="label block truncate">
            {line?.variant?.size ? `Size ${line.variant.size} · ` : ""}
            {number} · <TimeAgo instant={createdAt} />
          </span>
          <span className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
            <Badge tone={mustAct ? "ask" : tone}>{label}</Badge>
            <span className="text-small text-grey-7 max-sm:hidden">{next}</span>
          </span>
        </span>
        <span className="text-right">
          <Price
            money={viewerRole === "SELLER" ? (sellerFees?.payout ?? total) : total}
            className="text-title font-bold"
          />
          <span className="label block">
            {viewerRole === "SELLER" ? (sellerFees ? "you get" : "sale price") : "you pay"}
          </span>
        </span>
      </Link>
    </li>
  );
}

type ListProps = Readonly<{
  orders: readonly OrderRowFragment[] | null;
  error: unknown;
  signedOut: boolean;
  onRetry: () => void;
  onMore: (() => void) | null;
  empty: Readonly<{ title: string; text: string }>;
}>;

function OrderList({ orders, error, signedOut, onRetry, onMore, empty }: ListProps) {
  const fault = orders ? null : faultIn(error);
  if (fault)
    return (
      <ErrorNote
        fault={fault}
        action={
          <Button look="outline" size="small" onClick={onRetry}>
            Try again
          </Button>
        }
      />
    );
  if (signedOut) return <SignedOutNote />;
  if (!orders) return <RowsSkeleton />;
  if (orders.length === 0)
    return (
      <EmptyState title={empty.title} action={<LinkButton href="/">See the market</LinkButton>}>
        {empty.text}
      </EmptyState>
    );
  return (
    <>
      <ul className="grid gap-3">
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {onMore && (
        <Button look="outline" className="mt-5" onClick={onMore}>
          Show older orders
        </Button>
      )}
    </>
  );
}

type Page<Key extends "purchases" | "sales"> = Readonly<{
  viewer?: Readonly<Record<Key, Readonly<{ nodes: OrderRowFragment[] }> | null>> | null;
}>;

/** Two pages of orders as one. */
function joined<Key extends "purchases" | "sales", Data extends Page<Key>>(
  key: Key,
  first: Data,
  next: Data,
): Data {
  if (!first.viewer || !next.viewer) return first;
  const [earlier, later] = [first.viewer[key], next.viewer[key]];
  if (!earlier || !later) return first;
  return {
    ...next,
    viewer: { ...next.viewer, [key]: { ...later, nodes: [...earlier.nodes, ...later.nodes] } },
  };
}

function Purchases() {
  const { data, error, refetch, fetchMore } = useQuery(PurchasesDocument, {
    variables: {},
    fetchPolicy: "cache-and-network",
  });
  const page = data?.viewer?.purchases;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <OrderList
      orders={page?.nodes ?? null}
      error={error}
      signedOut={data?.viewer === null}
      onRetry={() => void refetch()}
      onMore={
        after
          ? () =>
              void fetchMore({
                variables: { after },
                updateQuery: (first, { fetchMoreResult }) => joined("purchases", first, fetchMoreResult),
              })
          : null
      }
      empty={{
        title: "You have bought nothing yet",
        text: "When a bid of yours trades, or you buy at once, the order appears here.",
      }}
    />
  );
}

function Sales() {
  const { data, error, refetch, fetchMore } = useQuery(SalesDocument, {
    variables: {},
    fetchPolicy: "cache-and-network",
  });
  const page = data?.viewer?.sales;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <OrderList
      orders={page?.nodes ?? null}
      error={error}
      signedOut={data?.viewer === null}
      onRetry={() => void refetch()}
      onMore={
        after
          ? () =>
              void fetchMore({
                variables: { after },
                updateQuery: (first, { fetchMoreResult }) => joined("sales", first, fetchMoreResult),
              })
          : null
      }
      empty={{
        title: "You have sold nothing yet",
        text: "When an ask of yours trades, or you sell at once, the order appears here with its label to ship.",
      }}
    />
  );
}

/** The person's orders, as buyer and as seller. The address says which. */
export function OrdersPage() {
  const router = useRouter();
  const path = usePathname();
  const side = useSearchParams().get("as") === "seller" ? "seller" : "buyer";
  return (
    <Tabs
      label="Orders"
      value={side}
      onValueChange={(next) =>
        router.replace(next === "seller" ? `${path}?as=seller` : path, { scroll: false })
      }
      tabs={[
        { value: "buyer", label: "Purchases", content: <Purchases /> },
        { value: "seller", label: "Sales", content: <Sales /> },
      ]}
    />
  );
}
