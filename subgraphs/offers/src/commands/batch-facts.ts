import type { Runner } from "@outcry/database";
import type { MarketKey } from "../domain/order.ts";
import { type Facts, type FactsAbout, loadFacts } from "../store/facts.ts";
import type { Request } from "./request.ts";

const tradesOfTheirOwn = ({ intent }: Request): boolean =>
  "command" in intent && ["PLACE", "TAKE", "AMEND"].includes(intent.command.kind);

/** What must be known of those who sent requests and of their keys; and of what is traded, where no market's row tells it. */
export const factsAbout = (requests: readonly Request[], markets: readonly MarketKey[] = []): FactsAbout => ({
  userIds: [...new Set(requests.filter(tradesOfTheirOwn).map(({ userId }) => userId))],
  keys: requests.flatMap(({ key }) => (key ? [key] : [])),
  variantIds: [...new Set(markets.map(({ variantId }) => variantId))],
});

/** Those among them who want to buy. */
export const buyersIn = (requests: readonly Request[]): ReadonlySet<string> =>
  new Set(
    requests.flatMap(({ userId, intent }) =>
      "command" in intent && "side" in intent.command && intent.command.side === "BID" ? [userId] : [],
    ),
  );

/** The same, read. */
export const factsFor = (on: Runner, requests: readonly Request[]): Promise<Facts> =>
  loadFacts(on, factsAbout(requests));
