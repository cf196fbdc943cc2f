"use client";

import { useSubscription } from "@apollo/client/react";
import { useMemo } from "react";
import { MarketsUpdatedDocument } from "#web/graph/__generated__/graphql.ts";

/** As many as one subscription follows. */
export const FOLLOWED_MAX = 100;

/**
 * Follows the best prices of several markets at once: they land in the cache, from where everything on the page reads
 * them. `onChange` is called with each message, the first of each market included.
 */
export function useTops(variantIds: readonly string[], onChange?: () => void): void {
  const joined = [...new Set(variantIds)].sort().slice(0, FOLLOWED_MAX).join(" ");
  const ids = useMemo(() => joined.split(" ").filter(Boolean), [joined]);
  useSubscription(MarketsUpdatedDocument, {
    variables: { variantIds: ids },
    skip: ids.length === 0,
    ignoreResults: true,
    onData: () => onChange?.(),
  });
}
