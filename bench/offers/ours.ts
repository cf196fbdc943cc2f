import type { Database } from "@outcry/database";
import { formatDecimal, money, newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../../subgraphs/offers/src/commands/group-commit.ts";
import { makeTradeCommands } from "../../subgraphs/offers/src/commands/trade.ts";
import { startDrawing } from "../../subgraphs/offers/src/workers/draw-candles.ts";
import type { Placement } from "./load.ts";

const nobodyToAsk = {
  hasPaymentMethod: async () => undefined,
  variant: async () => undefined,
  close: async () => undefined,
};

/** What we run: the commands that the resolvers call, keys and all, and what draws candles. Answers whether the order was taken. */
export function makeOurs(database: Database) {
  const logger = makeLogger("bench", "warn");
  const drawing = startDrawing({ database, logger });
  const groupCommit = makeGroupCommit({
    ...{ database, logger },
    onCommit: (changed, announced) => {
      if (announced) drawing.traded(changed);
    },
  });
  const commands = makeTradeCommands({
    ...{ database, groupCommit, owners: nobodyToAsk },
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
