/**
 * A process that places orders and dies at a given step, without a goodbye. Prints each acknowledged order as `key id`.
 * Arguments: the database's address, the step to die at, the variant, two users, and the keys to use.
 */
import { connectDatabase } from "@outcry/database";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../src/commands/group-commit.ts";
import { makeTradeCommands } from "../src/commands/trade.ts";
import { dyingAt } from "./dying.ts";

const [url = "", crashAt = "", variantId = "", seller = "", buyer = "", ...keys] = process.argv.slice(2);
const database = connectDatabase({ url, applicationName: "crashing", poolMax: 3 });
const { crashPoint, steps } = dyingAt(Number(crashAt));
const groupCommit = makeGroupCommit({
  ...{ database, logger: makeLogger("offers", "silent"), onCommit: () => undefined, crashPoint },
});
const owners = {
  hasPaymentMethod: async () => true,
  variant: async () => null,
  close: async () => undefined,
};
const trade = makeTradeCommands({ database, groupCommit, owners, locate: async () => null });

/** Two orders that wait together, and so are one batch, for each pair of keys; then the next pair. */
for (let first = 0; first < keys.length; first += 2) {
  await Promise.all(
    keys.slice(first, first + 2).map(async (idempotencyKey, index) => {
      const [userId, side] = index === 0 ? ([seller, "ASK"] as const) : ([buyer, "BID"] as const);
      const price = { amount: "100", currencyCode: "USD" };
      const input = { variantId, price, quantity: 1, expiresInDays: 30, idempotencyKey };
      const { result } = await trade.place(userId, side, input);
      if (result.ok) process.stdout.write(`${idempotencyKey} ${result.value.orderId}\n`);
    }),
  );
}
process.stdout.write(`steps ${steps()}\n`);
await groupCommit.stop();
await database.close();
