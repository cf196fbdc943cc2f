import type { Database } from "@outcry/database";
import { formatDecimal, money, newId, systemClock } from "@outcry/kernel";
import { NO_PEERS, type Peers, redisPeers } from "@outcry/redis";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../../subgraphs/offers/src/commands/group-commit.ts";
import { makeRelay } from "../../subgraphs/offers/src/commands/relay.ts";
import { makeTradeCommands } from "../../subgraphs/offers/src/commands/trade.ts";
import { startDrawing } from "../../subgraphs/offers/src/workers/draw-candles.ts";
import type { Placement } from "./load.ts";

const nobodyToAsk = {
  hasPaymentMethod: async () => undefined,
  variant: async () => undefined,
  close: async () => undefined,
};

const peersOver = (url: string): Peers =>
  redisPeers({ url, group: "bench", secret: "known to benches", clock: systemClock, onAway: console.error });

/** What we run: the commands that the resolvers call, keys and all, and what draws candles. Answers whether the order was taken. */
export function makeOurs(database: Database, redisUrl: string | null) {
  const logger = makeLogger("bench", "warn");
  const drawing = startDrawing({ database, logger });
  const groupCommit = makeGroupCommit({
    ...{ database, logger },
    onCommit: (changed, announced) => {
      if (announced) drawing.traded(changed);
    },
  });
  const peers = redisUrl === null ? NO_PEERS : peersOver(redisUrl);
  const commands = makeTradeCommands({
    ...{ database, groupCommit: makeRelay(peers, groupCommit, logger), owners: nobodyToAsk },
    locate: async () => null,
  });
  return async ({ variantId, userId, side, price }: Placement): Promise<boolean> => {
    const amount = formatDecimal(money(price, "USD"));
    const { result } = await commands.place(userId, side, {
      ...{ variantId, price: { amount, currencyCode: "USD" }, quantity: 1, expiresInDays: 30 },
      idempotencyKey: newId(),
    });
    return result.ok;
  };
}
