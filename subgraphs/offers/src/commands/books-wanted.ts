import { type Command, keyOf } from "../domain/command.ts";
import { demandOf } from "../domain/demand.ts";
import type { MarketKey } from "../domain/order.ts";
import type { BookWanted } from "../store/loaded-books.ts";

/** What must be loaded of these books for the commands to be decided: at least the best of each side, whatever is known of them. */
export function booksWanted(markets: readonly MarketKey[], commands: readonly Command[]): BookWanted[] {
  const demands = demandOf(commands);
  return markets.map((market) => {
    const { BID, ASK } = demands.get(keyOf(market)) ?? { BID: 1, ASK: 1 };
    return { variantId: market.variantId, currency: market.currency, bids: BID, asks: ASK, knownAt: null };
  });
}
