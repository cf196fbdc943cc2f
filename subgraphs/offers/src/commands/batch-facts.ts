import type { Runner } from "@outcry/database";
import type { MarketKey } from "../domain/order.ts";
import { type Facts, loadFacts } from "../store/facts.ts";
import type { Request } from "./request.ts";

const tradesOfTheirOwn = ({ intent }: Request): boolean =>
  "command" in intent && ["PLACE", "TAKE", "AMEND"].includes(intent.command.kind);

/** What must be known of those who sent requests and of their keys; and of what is traded, where no market's row tells it. */
export const factsFor = (
  on: Runner,
  requests: readonly Request[],
  markets: readonly MarketKey[] = [],
): Promise<Facts> =>
  loadFacts(on, {
    userIds: [...new Set(requests.filter(tradesOfTheirOwn).map(({ userId }) => userId))],
    keys: requests.flatMap(({ key }) => (key ? [key] : [])),
    variantIds: [...new Set(markets.map(({ variantId }) => variantId))],
  });
