import { gql } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { LiveCache, newerBook, newerTape } from "./live-cache.ts";
import { marketKey } from "./market-key.ts";

const PRICES = gql`
  query Prices {
    variants {
      id
      market {
        currencyCode
        sequence
        halted
        numberOfAsks
        numberOfBids
        salesLast72Hours
        variant {
          id
        }
        lowestAsk {
          amount
          currencyCode
        }
        highestBid {
          amount
          currencyCode
        }
        lastSale {
          id
        }
      }
    }
  }
`;

const answer = (sequence: number, lowestAsk: string, sales: number) => ({
  variants: [
    {
      __typename: "ProductVariant",
      id: "v1",
      market: {
        ...{ __typename: "Market", currencyCode: "USD", sequence, halted: false, salesLast72Hours: sales },
        ...{ numberOfAsks: 1, numberOfBids: 0, highestBid: null, lastSale: null },
        variant: { __typename: "ProductVariant", id: "v1" },
        lowestAsk: { __typename: "Money", amount: lowestAsk, currencyCode: "USD" },
      },
    },
  ],
});

const shown = (sequences: readonly (readonly [number, string, number])[]) => {
  const cache = new LiveCache({ typePolicies: { Market: { keyFields: (market) => marketKey(market) } } });
  for (const written of sequences) cache.writeQuery({ query: PRICES, data: answer(...written) });
  const read = cache.readQuery<ReturnType<typeof answer>>({ query: PRICES });
  return [read?.variants[0]?.market.lowestAsk.amount, read?.variants[0]?.market.salesLast72Hours];
};

describe("a market in the cache", () => {
  it("follows what is newer", () => {
    expect(
      shown([
        [1, "400.00", 1],
        [2, "390.00", 2],
      ]),
    ).toEqual(["390.00", 2]);
    expect(
      shown([
        [2, "400.00", 1],
        [2, "390.00", 1],
      ]),
    ).toEqual(["390.00", 1]);
  });

  it("keeps its prices when an answer arrives that is older, and takes what else it brings", () => {
    expect(
      shown([
        [2, "390.00", 2],
        [1, "400.00", 7],
      ]),
    ).toEqual(["390.00", 7]);
  });
});

describe("a book in the cache", () => {
  it("is the newer one", () => {
    expect(newerBook({ sequence: 3 }, { sequence: 2 })).toEqual({ sequence: 3 });
    expect(newerBook({ sequence: 2 }, { sequence: 3 })).toEqual({ sequence: 3 });
    expect(newerBook({ sequence: 2 }, null)).toBeNull();
    expect(newerBook(undefined, { sequence: 0 })).toEqual({ sequence: 0 });
  });
});

describe("a tape in the cache", () => {
  const tape = (...ids: string[]) => ({ nodes: ids.map((id) => ({ __ref: `Trade:${id}` })) });
  const readField = (_name: "id", { __ref }: { __ref: string }) => __ref.slice("Trade:".length);

  it("is the one that reaches further", () => {
    const [older, newer] = [tape("b", "a"), tape("c", "b", "a")];
    expect(newerTape(older, newer, { readField })).toBe(newer);
    expect(newerTape(newer, older, { readField })).toBe(newer);
    expect(newerTape(undefined, older, { readField })).toBe(older);
  });
});
