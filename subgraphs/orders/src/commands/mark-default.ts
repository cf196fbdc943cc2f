import type { AnnouncedEvent } from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { markFor } from "../domain/defaults.ts";
import type { Order } from "../domain/order.ts";
import { recordDefault } from "../store/defaults.ts";
import { defaulted } from "./announcements.ts";

/**
 * Marks whoever is to answer for a cancelled order, once, and gives what is to be announced of it: nothing when it is
 * nobody's fault. In the transaction of the cancellation.
 */
export async function markDefault(
  tx: Tx,
  order: Order,
  now: Date,
  failureCode?: string,
): Promise<AnnouncedEvent[]> {
  const mark = markFor(order, failureCode);
  const marked = mark && (await recordDefault(tx, order.id, mark, now));
  return marked ? [defaulted(order, mark, marked)] : [];
}
