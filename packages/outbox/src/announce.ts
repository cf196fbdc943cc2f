import { binaryColumns, column, type Tx } from "@outcry/database";
import type { AnnouncedEvent } from "./events.ts";
import { nameOf, onceFor } from "./names.ts";
import { runPrepared } from "./prepared.ts";
import type { OutboxTables } from "./tables.ts";

export const EVENTS_PER_ANNOUNCEMENT_MAX = 20_000;

const statementFor = onceFor(
  ({ outbox }: OutboxTables) => `/* announce */
    insert into ${nameOf(outbox)} (id, aggregate_type, aggregate_id, type, version, payload, trace_context)
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb, $7::text
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        with ordinality as event (id, aggregate_type, aggregate_id, type, version, payload, ordinal)
     order by ordinal`,
);

const COLUMNS = [
  column("uuid", (event: AnnouncedEvent) => event.id),
  column("text", (event: AnnouncedEvent) => event.aggregateType),
  column("text", (event: AnnouncedEvent) => event.aggregateId),
  column("text", (event: AnnouncedEvent) => event.type),
  column("text", (event: AnnouncedEvent) => event.version),
  column("text", (event: AnnouncedEvent) => JSON.stringify(event.payload)),
];

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
  await runPrepared(tx, statementFor(tables), [
    ...binaryColumns(events, COLUMNS),
    options.traceContext ?? null,
  ]);
}
