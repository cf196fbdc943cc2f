"use client";

import { useQuery, useSubscription } from "@apollo/client/react";
import {
  type MarketDetailFragment,
  MarketPanelDocument,
  MarketUpdatedDocument,
} from "#web/graph/__generated__/graphql.ts";
import { type Fault, faultOf, toFault } from "#web/graph/fault.ts";
import { useBook } from "./use-book.ts";

export type LiveMarket = Readonly<{
  market: MarketDetailFragment | null;
  /** Why there is no market to show; null while there is one, or it is on its way. */
  fault: Fault | null;
  loading: boolean;
  retry: () => void;
}>;

/** Errors of a client query as a fault: the graph's own first, else the network's. */
export function faultIn(error: unknown): Fault | null {
  if (!error) return null;
  const [first] = (error as { errors?: readonly unknown[] }).errors ?? [];
  if (first) return toFault(first);
  return faultOf(typeof navigator !== "undefined" && !navigator.onLine ? "OFFLINE" : "UNREACHABLE");
}

/** The market of one variant, as it is now and as it changes. */
export function useMarket(variantId: string): LiveMarket {
  const { data, error, loading, refetch } = useQuery(MarketPanelDocument, { variables: { variantId } });
  // Each message carries all figures and lands in the cache, from where everything on the page reads them.
  useSubscription(MarketUpdatedDocument, { variables: { variantId }, ignoreResults: true });
  useBook(variantId);
  const market = data?.market ?? null;
  return { market, fault: market ? null : faultIn(error), loading, retry: () => void refetch() };
}
