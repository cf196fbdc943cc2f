import type { Tx } from "@outcry/database";
import { keepAmendments } from "../store/amendments.ts";
import { type Records, record } from "../store/record.ts";
import { isEmpty, recordsOf, type ToRecord } from "./records-of.ts";

/**
 * Records what a batch decided under the locks of its markets, and of people with caps who add to what they have open. Resolves
 * to how it left the markets that changed.
 */
export async function recordDecided(tx: Tx, batch: ToRecord): Promise<Records["markets"]> {
  const records = recordsOf(batch);
  if (isEmpty(records)) return [];
  await record(tx, records);
  await keepAmendments(tx, batch.decided.amendments, batch.now);
  return records.markets;
}
