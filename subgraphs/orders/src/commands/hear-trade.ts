import { type Tx, transactionTime } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { draftFromTrade, type Trade } from "../domain/draft.ts";
import { announceAll } from "../store/announcing.ts";
import { insertOrder } from "../store/opening.ts";
import { placed } from "./announcements.ts";

/** Opens the order of a trade. A trade that has its order already is passed over, so that it is heard any number of times. */
export async function openOrderForTrade(tx: Tx, trade: Trade): Promise<void> {
  const draft = draftFromTrade(trade, newId());
  const isNew = await insertOrder(tx, draft, await transactionTime(tx));
  if (isNew) await announceAll(tx, [placed(draft)]);
}
