import type { Database } from "@outcry/database";
import { pruneOutbox } from "@outcry/outbox";
import { eventTables } from "../tables/index.ts";

/** Forgets events that everybody has heard and that are past their 30 days. Orders and their histories are kept. */
export async function forgetOld(database: Database): Promise<void> {
  await pruneOutbox({ database, tables: eventTables });
}
