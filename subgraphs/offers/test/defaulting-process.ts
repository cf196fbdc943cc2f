/**
 * A process that hears of a failed payment, follows it up, and dies at a given step without a goodbye. Prints each step.
 * Arguments: the database's address, the step to die at, the trade, and where to begin:
 * with the DEFAULT, or, when that was heard of before, with what follows it (FOLLOW_UP).
 */
import { connectDatabase, withTransaction } from "@outcry/database";
import { makeLogger } from "@outcry/service";
import { bustTrade } from "../src/commands/bust-trade.ts";
import { startAfterDefaults } from "../src/workers/after-defaults.ts";
import { dyingAt } from "./dying.ts";

const [url = "", crashAt = "", tradeId = "", from = "DEFAULT"] = process.argv.slice(2);
const database = connectDatabase({ url, applicationName: "defaulting", poolMax: 3 });
const dying = dyingAt(Number(crashAt));
const crashPoint = (name: string) => {
  process.stdout.write(`${name}\n`);
  dying.crashPoint();
};
if (from === "DEFAULT") {
  await withTransaction(database, async (tx) => {
    await bustTrade(tx, { tradeId, defaultedBy: "BUYER", reason: "PAYMENT_FAILED" });
    crashPoint("default: not committed");
  });
  crashPoint("default: committed");
}
const worker = startAfterDefaults({
  ...{ database, logger: makeLogger("offers", "silent"), onCommit: () => undefined, crashPoint },
});
await worker.turn();
await worker.stop();
await database.close();
