import type { Tx } from "@outcry/database";
import { sql } from "drizzle-orm";
import type { AnnouncedEvent } from "./events.ts";
import type { OutboxTables } from "./tables.ts";

export const EVENTS_PER_ANNOUNCEMENT_MAX = 20_000;

/**
 * Records events in the transaction that makes them true, in the order given, with one statement. Call it while the
 * aggregate is locked: that is what keeps the events of one aggregate in order. Ring the doorbell after the commit.
 */
export async function announce(
  tx: Tx,
  tables: OutboxTables,
  events: readonly AnnouncedEvent[],
  options: { traceContext?: string } = {},
): Promise<void> {
  if (events.length === 0) return;
  if (events.length > EVENTS_PER_ANNOUNCEMENT_MAX)
    throw new Error(`At most ${EVENTS_PER_ANNOUNCEMENT_MAX} events fit one announcement.`);
  await tx.execute(sql`
    insert into ${tables.outbox}
      (id, aggregate_type, aggregate_id, type, version, payload, trace_context)
    select id, aggregate_type, aggregate_id, type, version, payload, ${options.traceContext ?? null}::text
    from rows from (jsonb_to_recordset(${JSON.stringify(events.map(toRow))}::jsonb)
      as (id uuid, aggregate_type text, aggregate_id text, type text, version text, payload jsonb)
    ) with ordinality as event (id, aggregate_type, aggregate_id, type, version, payload, ordinal)
    order by ordinal`);
}

const toRow = (event: AnnouncedEvent) => ({
  id: event.id,
  aggregate_type: event.aggregateType,
  aggregate_id: event.aggregateId,
  type: event.type,
  version: event.version,
  payload: event.payload,
});
