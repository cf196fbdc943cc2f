"use client";

import { useQuery, useSubscription } from "@apollo/client/react";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef } from "react";
import {
  type ProductPageQuery,
  SizePricesDocument,
  TradeExecutedDocument,
} from "#web/graph/__generated__/graphql.ts";
import { startingVariant } from "./starting-variant.ts";

type Product = NonNullable<ProductPageQuery["product"]>;

/** The other sizes' prices are at most this old; the chosen one's are live. */
const POLL_MILLISECONDS = 10_000;
/** Trades come in bursts; the sizes are read anew at most this often because of them. */
const REFRESH_MILLISECONDS = 1_500;

/** The sizes with their prices as they are now, and the one the address names. Choosing another changes the address. */
export function useSizes(product: Product) {
  const path = usePathname();
  const parameters = useSearchParams();
  const { data, refetch } = useQuery(SizePricesDocument, {
    variables: { slug: product.slug },
    fetchPolicy: "cache-and-network",
    nextFetchPolicy: "cache-first",
    pollInterval: POLL_MILLISECONDS,
    skipPollAttempt: () => document.hidden,
  });
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(pending.current ?? undefined), []);
  useSubscription(TradeExecutedDocument, {
    variables: { productId: product.id },
    ignoreResults: true,
    onData: () => {
      pending.current ??= setTimeout(() => {
        pending.current = null;
        void refetch();
      }, REFRESH_MILLISECONDS);
    },
  });
  const options = data?.product?.variants ?? product.variants;
  // What is shown first stays shown, while prices move below it.
  const starting = useMemo(() => startingVariant(product.variants), [product.variants]);
  const chosen =
    options.find(({ size }) => size !== null && size === parameters.get("size")) ??
    options.find(({ id }) => id === starting);
  const choose = (id: string): void => {
    const size = options.find((option) => option.id === id)?.size;
    const next = new URLSearchParams(parameters);
    if (size) next.set("size", size);
    // The address changes without a visit to the server: nothing but prices differs between sizes.
    window.history.replaceState(null, "", `${path}?${next}`);
  };
  return { options, chosen: chosen ?? null, choose };
}
