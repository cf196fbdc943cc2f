"use client";

import { useApolloClient, useSubscription } from "@apollo/client/react";
import { useRef } from "react";
import { BookFragmentDoc, BookUpdatedDocument } from "#web/graph/__generated__/graphql.ts";
import { marketKey } from "#web/graph/market-key.ts";
import { bookAfter, type SequencedBook } from "./book.ts";

const CURRENCY = "USD";

/** A level as the cache keeps it. */
const kept = ({ price, quantity, count }: SequencedBook["bids"][number]) => ({
  __typename: "PriceLevel" as const,
  price: { __typename: "Money" as const, ...price },
  quantity,
  count,
});

/**
 * Follows a book: its increments, added up, are the market's book in the cache, where everything on the page reads it.
 * When one is missing, all of the book is asked for again.
 */
export function useBook(variantId: string): void {
  const { cache } = useApolloClient();
  const book = useRef<SequencedBook | null>(null);
  const { restart } = useSubscription(BookUpdatedDocument, {
    variables: { variantId },
    fetchPolicy: "no-cache",
    ignoreResults: true,
    onData: ({ data: { data: message } }) => {
      if (!message?.bookUpdated) return;
      book.current = bookAfter(book.current, message.bookUpdated);
      if (!book.current) return restart();
      const { sequence, bids, asks } = book.current;
      const id = marketKey({ variant: { id: variantId }, currencyCode: CURRENCY });
      if (!id) return;
      const orderBook = {
        __typename: "OrderBook" as const,
        sequence,
        bids: bids.map(kept),
        asks: asks.map(kept),
      };
      const data = { __typename: "Market" as const, orderBook };
      cache.writeFragment({ id, fragment: BookFragmentDoc, fragmentName: "Book", data });
    },
  });
}
