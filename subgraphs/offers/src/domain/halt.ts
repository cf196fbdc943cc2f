import { ok, type Result } from "@outcry/kernel";
import type { Halt } from "./command.ts";
import { type Change, type Market, marketAfter } from "./market.ts";
import type { MarketRefusal } from "./refusals.ts";

/** Why nothing new may happen in a market; null when it may. Cancelling, pausing and expiring are never stopped: they match nothing. */
export function objectionToHalted({ halted }: Market): MarketRefusal | null {
  if (!halted) return null;
  return {
    kind: "InvalidTransition",
    from: "HALTED",
    allowed: ["CANCEL"],
    message: "This market is halted for now. You may cancel orders, but not place or change any.",
  };
}

/** Halts a market or lets it go on: a change of the book only when it was not so already. */
export function decideHalt(market: Market, { halted }: Halt): Result<Change, never> {
  const changed =
    market.halted === halted ? market : marketAfter(market, { halted, sequence: market.sequence + 1 });
  return ok({ market: changed, orders: [], trades: [] });
}
