import type { Database } from "@outcry/database";
import { pruneOutbox } from "@outcry/outbox";
import { sql } from "drizzle-orm";
import { eventTables, providerEvents } from "../tables/index.ts";

/** Stripe repeats a webhook for three days; its ids are known for far longer. */
const PROVIDER_EVENTS_KEPT_DAYS = 90;
const FORGOTTEN_PER_TURN_MAX = 2_000;

/** Forgets what is past its time: heard events, and the provider's, once applied. Payments and the ledger are kept. */
export async function forgetOld(database: Database): Promise<void> {
  await pruneOutbox({ database, tables: eventTables });
  await database.db.execute(sql`
    delete from ${providerEvents} where id in (
      select id from ${providerEvents}
      where applied_at < now() - make_interval(days => ${PROVIDER_EVENTS_KEPT_DAYS})
      limit ${FORGOTTEN_PER_TURN_MAX})`);
}
