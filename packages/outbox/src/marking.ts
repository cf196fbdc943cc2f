import { type Database, errorCode, runPrepared, withTransaction } from "@outcry/database";
import { getTableConfig } from "drizzle-orm/pg-core";
import { nameOf, onceFor } from "./names.ts";
import type { OutboxTables } from "./tables.ts";

const MARKED_PER_READ_MAX = 5_000;
const LOCK_NOT_AVAILABLE = "55P03";

const statementsFor = onceFor(({ outbox, feedReaders }: OutboxTables) => ({
  anyWaiting: `/* any event to mark */
    select exists (select from ${nameOf(outbox)} where position is null) as some`,
  // A statement of its own, so that the next one's snapshot is younger than the lock. What waits is none nearly always, and
  // so the planner believes: it would join the two by looking at all that waits for each of it, and a backlog of thousands
  // would outlast the statement's time each time it is tried.
  lock: `/* lock marking */
    with settings as materialized (
      select set_config('lock_timeout', '250ms', true), set_config('enable_nestloop', 'off', true))
    select pg_advisory_xact_lock(hashtextextended($1, 0)) from settings`,
  mark: `/* mark events */
    with waiting as (
      select sequence, row_number() over (order by sequence) as ordinal
      from (
        select sequence from ${nameOf(outbox)} where position is null order by sequence limit $1
      ) as oldest
    )
    -- The readers' positions too: an emptied outbox must not begin again below them.
    update ${nameOf(outbox)} as event
       set position = waiting.ordinal + greatest(
             (select coalesce(max(position), 0) from ${nameOf(outbox)}),
             (select coalesce(max(position), 0) from ${nameOf(feedReaders)}))
    from waiting where event.sequence = waiting.sequence and event.position is null`,
}));

/**
 * Gives the next positions to the events that were committed since the last time, in the order of their insertion.
 * One marker works at a time, and its positions are visible before the next one begins: so a reader that sees a
 * position sees every lower one. What is not committed yet gets a later position when it is (docs/adr/0005).
 */
export async function mark(
  database: Database,
  tables: OutboxTables,
  crashPoint?: (name: string) => void,
): Promise<void> {
  const statements = statementsFor(tables);
  const [waiting] = await runPrepared<{ some: boolean }>(database, statements.anyWaiting);
  if (waiting?.some !== true) return;
  const { schema, name } = getTableConfig(tables.outbox);
  try {
    await withTransaction(database, async (tx) => {
      await runPrepared(tx, statements.lock, [`mark ${schema}.${name}`]);
      crashPoint?.("feed: about to mark");
      await runPrepared(tx, statements.mark, [MARKED_PER_READ_MAX]);
      crashPoint?.("feed: marked, not committed");
    });
  } catch (error) {
    // Somebody else is marking for longer than we care to wait: what is marked already can be read all the same.
    if (errorCode(error) !== LOCK_NOT_AVAILABLE) throw error;
  }
}
