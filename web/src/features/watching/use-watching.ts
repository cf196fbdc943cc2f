"use client";

import { useMutation, useQuery } from "@apollo/client/react";
import { attempt } from "#web/features/account/attempt.ts";
import {
  AddToWatchlistDocument,
  type AlertRowFragment,
  CreatePriceAlertDocument,
  type CreatePriceAlertInput,
  DeletePriceAlertDocument,
  RemoveFromWatchlistDocument,
  WatchingDocument,
} from "#web/graph/__generated__/graphql.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";

const AGAIN = { refetchQueries: [WatchingDocument], awaitRefetchQueries: true };

/** What a person watches and waits for. Null while that is not known, and for nobody. */
export function useWatching() {
  const signedIn = useSignedIn();
  const {
    data: latest,
    previousData,
    error,
    refetch,
  } = useQuery(WatchingDocument, {
    skip: !signedIn,
    fetchPolicy: "cache-and-network",
    nextFetchPolicy: "cache-first",
  });
  // What is known stays while the line is down.
  const data = latest ?? previousData;
  return { viewer: data?.viewer ?? null, isAnswered: data !== undefined, error, refetch };
}

/** Puts a variant on the watchlist and takes it off. Each gives null, or what was wrong in words. */
export function useWatchlist() {
  const [add, adding] = useMutation(AddToWatchlistDocument, AGAIN);
  const [remove, removing] = useMutation(RemoveFromWatchlistDocument, AGAIN);
  return {
    busy: adding.loading || removing.loading,
    watch: (variantId: string) =>
      attempt(async () => {
        const { data, error } = await add({ variables: { input: { variantId } } });
        return { payload: data?.addToWatchlist, error };
      }),
    unwatch: (variantId: string) =>
      attempt(async () => {
        const { data, error } = await remove({ variables: { input: { variantId } } });
        return { payload: data?.removeFromWatchlist, error };
      }),
  };
}

/** Sets price alerts and takes them back. Each gives null, or what was wrong in words. */
export function usePriceAlerts() {
  const [create, creating] = useMutation(CreatePriceAlertDocument, AGAIN);
  const [remove, removing] = useMutation(DeletePriceAlertDocument, AGAIN);
  return {
    busy: creating.loading || removing.loading,
    create: (input: CreatePriceAlertInput) =>
      attempt(async () => {
        const { data, error } = await create({ variables: { input } });
        return { payload: data?.createPriceAlert, error };
      }),
    remove: ({ id }: AlertRowFragment) =>
      attempt(async () => {
        const { data, error } = await remove({ variables: { input: { priceAlertId: id } } });
        return { payload: data?.deletePriceAlert, error };
      }),
  };
}
