"use client";

import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Price } from "#web/ui/price.tsx";
import type { Act } from "./act.ts";

type Props = Readonly<{ market: MarketDetailFragment | null; onAct: (act: Act) => void }>;

/** Two pairs that mirror each other: at the market's price, and at one's own, for both sides. */
export function ActionPairs({ market, onAct }: Props) {
  const { lowestAsk, highestBid, halted = false } = market ?? {};
  return (
    <div className="grid grid-cols-2 gap-2">
      <Button
        look={lowestAsk ? "bid" : "bid-quiet"}
        size="large"
        wide
        disabled={!lowestAsk || halted}
        onClick={() => onAct("buy")}
      >
        <span className="max-[380px]:text-base">Buy now</span>
        <Price money={lowestAsk} live none="" className="font-bold text-inherit" />
      </Button>
      <Button
        look={highestBid ? "ask" : "ask-quiet"}
        size="large"
        wide
        disabled={!highestBid || halted}
        onClick={() => onAct("sell")}
      >
        <span className="max-[380px]:text-base">Sell now</span>
        <Price money={highestBid} live none="" className="font-bold text-inherit" />
      </Button>
      <Button
        look={market && !lowestAsk ? "bid" : "bid-quiet"}
        wide
        disabled={!market || halted}
        onClick={() => onAct("bid")}
      >
        Place bid
      </Button>
      <Button
        look={market && !highestBid ? "ask" : "ask-quiet"}
        wide
        disabled={!market || halted}
        onClick={() => onAct("ask")}
      >
        Place ask
      </Button>
    </div>
  );
}
