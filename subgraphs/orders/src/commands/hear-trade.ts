import { type Tx, transactionTime } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { draftFromTrade, type Trade } from "../domain/draft.ts";
import { announceAll } from "../store/announcing.ts";
import { insertOrders } from "../store/opening.ts";
import { placed } from "./announcements.ts";

/** Opens the orders of trades. A trade that has its order already is passed over, so that it is heard any number of times. */
export async function openOrdersForTrades(tx: Tx, trades: readonly Trade[]): Promise<void> {
  const drafts = trades.map((trade) => draftFromTrade(trade, newId()));
  const opened = await insertOrders(tx, drafts, await transactionTime(tx));
  await announceAll(tx, drafts.filter(({ id }) => opened.has(id)).map(placed));
}
