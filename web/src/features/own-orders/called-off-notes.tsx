"use client";

import { useQuery } from "@apollo/client/react";
import Link from "next/link";
import { useEffect } from "react";
import { formatMoney } from "#web/features/money/money.ts";
import { variantPath } from "#web/features/portfolio/variant-link.tsx";
import { CalledOffDocument } from "#web/graph/__generated__/graphql.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";
import { Badge } from "#web/ui/badge.tsx";
import { TimeAgo } from "#web/ui/time-ago.tsx";
import { calledOffWords } from "./called-off.ts";

const SHOWN_MAX = 5;

type Props = Readonly<{
  /** Only trades of this variant. */
  variantId?: string;
  /** Changes whenever there may be news. */
  news?: string;
}>;

/** Trades of one's own that were undone lately: why, whose fault it was, and what became of one's order. */
export function CalledOffNotes({ variantId, news }: Props) {
  const signedIn = useSignedIn();
  const { data, previousData, refetch } = useQuery(CalledOffDocument, {
    skip: !signedIn,
    fetchPolicy: "cache-and-network",
  });
  useEffect(() => {
    if (signedIn && news !== undefined) refetch().catch(() => undefined);
  }, [signedIn, news, refetch]);
  const notes = ((data ?? previousData)?.viewer?.trades?.nodes ?? [])
    .filter(({ variant }) => !variantId || variant?.id === variantId)
    .flatMap((trade) => {
      const words = calledOffWords(trade, formatMoney(trade.price));
      return words ? [{ trade, words }] : [];
    })
    .slice(0, SHOWN_MAX);
  if (notes.length === 0) return null;
  return (
    <section aria-label="Called off" className="grid gap-2">
      {notes.map(({ trade, words }) => (
        <article
          key={trade.id}
          className="grid gap-1 rounded-large border border-grey-3 bg-raised px-4 py-3 sm:px-5"
        >
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-semibold">
            <Badge tone={words.innocent ? "accent" : "danger"}>Called off</Badge>
            {words.title}
          </h2>
          <p className="text-grey-8">{words.text}</p>
          <p className="label">
            {!variantId && (
              <>
                <Link
                  href={variantPath(trade.variant)}
                  prefetch={false}
                  className="underline underline-offset-4 hover:text-ink"
                >
                  {trade.variant?.product?.name ?? "The product"}
                  {trade.variant?.size && `, size ${trade.variant.size}`}
                </Link>{" "}
                ·{" "}
              </>
            )}
            traded <TimeAgo instant={trade.executedAt} />
            {trade.order && (
              <>
                {" "}
                ·{" "}
                <Link
                  href={`/orders/${trade.order.id}`}
                  prefetch={false}
                  className="underline underline-offset-4 hover:text-ink"
                >
                  Order {trade.order.number}
                </Link>
              </>
            )}
          </p>
        </article>
      ))}
    </section>
  );
}
