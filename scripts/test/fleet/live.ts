import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { eventually } from "../people.ts";

const MARKET_UPDATED = `subscription ($variantId: ID!) { marketUpdated(variantId: $variantId) {
  sequence market { lastSale { price { amount } } variant { product { name } } } } }`;

type Update = {
  sequence: string;
  market: { lastSale: { price: { amount: string } } | null; variant: { product: { name: string } } };
};

export type LivePrice = Readonly<{
  /** Last sales in the order in which they arrived, as prices; null before the first. */
  seen: (string | null)[];
  productName(): string | null;
  /** With which code each socket that was lost was closed. */
  lost: number[];
  /** Settles once a price is the last seen; throws after so many seconds. */
  shows(price: string | null, seconds: number): Promise<void>;
  close(): Promise<void>;
}>;

/** Watches a market through a router's socket, reconnecting when it is lost. Settles with the first message. */
export async function watchMarket(graphUrl: string, variantId: string): Promise<LivePrice> {
  const lost: number[] = [];
  const client = createClient({
    url: graphUrl.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    retryAttempts: 60,
    shouldRetry: () => true,
    on: { closed: (event) => lost.push((event as { code: number }).code) },
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
  });
  const seen: (string | null)[] = [];
  let name: string | null = null;
  await new Promise<void>((resolve, reject) => {
    client.subscribe<{ marketUpdated: Update }>(
      { query: MARKET_UPDATED, variables: { variantId } },
      {
        next: ({ data, errors }) => {
          if (!data) return reject(new Error(JSON.stringify(errors)));
          const { market } = data.marketUpdated;
          seen.push(market.lastSale?.price.amount ?? null);
          name = market.variant?.product?.name ?? null;
          return resolve();
        },
        error: reject,
        complete: () => undefined,
      },
    );
  });
  return {
    seen,
    lost,
    productName: () => name,
    async shows(price, seconds) {
      await eventually(
        async () => seen,
        () => seen.at(-1) === price,
        seconds,
      );
    },
    close: async () => client.dispose(),
  };
}
