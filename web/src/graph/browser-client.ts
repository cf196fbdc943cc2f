"use client";

import { ApolloClient, ApolloLink, HttpLink } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { CreateSocketTicketDocument } from "./__generated__/graphql.ts";
import { LiveCache, newerBook, newerTape } from "./live-cache.ts";
import { createLiveClient } from "./live-client.ts";
import { marketKey } from "./market-key.ts";

const makeCache = (): LiveCache =>
  new LiveCache({
    possibleTypes: {
      UserError: [
        "ValidationError",
        "NotFoundError",
        "PriceMovedError",
        "BelowMinimumError",
        "TickSizeError",
        "SelfTradeError",
        "InsufficientStockError",
        "PaymentMethodRequiredError",
        "VerificationRequiredError",
        "LimitReachedError",
        "SellingSuspendedError",
        "InvalidTransitionError",
        "StaleVersionError",
        "IdempotencyConflictError",
      ],
    },
    typePolicies: {
      Market: {
        keyFields: (object) => marketKey(object),
        fields: {
          orderBook: { merge: newerBook },
          trades: { merge: newerTape },
          priceHistory: { merge: false },
        },
      },
      Brand: { keyFields: ["slug"] },
      Category: { keyFields: ["slug"] },
      Viewer: {
        fields: {
          bids: { merge: false },
          asks: { merge: false },
          trades: { merge: false },
          watchlist: { merge: false },
          priceAlerts: { merge: false },
        },
      },
      MarketSummary: { merge: true },
    },
  });

/** Part of an answer is better than none: what is missing is said where it is missing. */
const defaultOptions = {
  watchQuery: { errorPolicy: "all" },
  query: { errorPolicy: "all" },
  mutate: { errorPolicy: "all" },
} as const;

/** A server only renders what it already has; nothing is asked from there but by server components. */
const makeServerClient = (): ApolloClient =>
  new ApolloClient({ ssrMode: true, cache: makeCache(), link: ApolloLink.empty(), defaultOptions });

/** The client of one page: operations go through this site, subscriptions straight to the router's socket. */
export function makeClient(socketUrl: string, signedIn: boolean): ApolloClient {
  if (typeof window === "undefined") return makeServerClient();
  const http = new HttpLink({ uri: "/graphql", credentials: "same-origin" });
  const live = createLiveClient(socketUrl, async () => {
    if (!signedIn) return null;
    const { data } = await client.mutate({
      mutation: CreateSocketTicketDocument,
      errorPolicy: "all",
      fetchPolicy: "no-cache",
    });
    return data?.createSocketTicket?.ticket ?? null;
  });
  const client = new ApolloClient({
    cache: makeCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(live),
      http,
    ),
    defaultOptions,
  });
  return client;
}
