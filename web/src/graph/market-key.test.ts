import { InMemoryCache } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { MarketPanelDocument, MarketUpdatedDocument } from "./__generated__/graphql.ts";
import { marketKey } from "./market-key.ts";

const usd = (amount: string) => ({ __typename: "Money", amount, currencyCode: "USD" });

const market = (lowestAsk: string, sequence: number) => ({
  __typename: "Market",
  currencyCode: "USD",
  sequence,
  halted: false,
  variant: { __typename: "ProductVariant", id: "v1" },
  lowestAsk: usd(lowestAsk),
  highestBid: null,
  lastSale: null,
  lastSaleChange: null,
  salesLast72Hours: 0,
  numberOfAsks: 1,
  numberOfBids: 0,
  annualHigh: null,
  annualLow: null,
  averagePrice: null,
  volatility: null,
  tick: usd("1.00"),
  minimumPrice: usd("25.00"),
  orderBook: null,
  trades: null,
});

describe("markets in the browser's cache", () => {
  it("are one, whether they came with a page or over the socket", () => {
    const cache = new InMemoryCache({
      typePolicies: { Market: { keyFields: (object) => marketKey(object) } },
    });
    const variables = { variantId: "v1" };
    cache.writeQuery({
      query: MarketPanelDocument,
      variables,
      data: { market: market("412.00", 1) } as never,
    });
    cache.writeQuery({
      query: MarketUpdatedDocument,
      variables,
      data: {
        marketUpdated: {
          __typename: "MarketUpdate",
          sequence: 2,
          variant: { __typename: "ProductVariant", id: "v1" },
          market: market("409.00", 2),
        },
      } as never,
    });
    expect(cache.readQuery({ query: MarketPanelDocument, variables })?.market?.lowestAsk?.amount).toBe(
      "409.00",
    );
  });

  it("are kept in their parent when nothing says what they are of", () => {
    expect(marketKey({ currencyCode: "USD" })).toBe(false);
    expect(marketKey({ variant: { id: "v1" } })).toBe(false);
  });
});
