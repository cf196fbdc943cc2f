import { column, parametersOf, runPrepared, sentRows, type Tx } from "@outcry/database";
import type { AnnouncedEvent } from "./events.ts";
import { nameOf, onceFor } from "./names.ts";
import type { OutboxTables } from "./tables.ts";

export const EVENTS_PER_ANNOUNCEMENT_MAX = 20_000;

/** An event's columns, as every statement that announces sends them. The payload is text until it is stored. */
export const EVENT_COLUMNS = {
  id: column("uuid", (event: AnnouncedEvent) => event.id),
  aggregate_type: column("text", (event: AnnouncedEvent) => event.aggregateType),
  aggregate_id: column("text", (event: AnnouncedEvent) => event.aggregateId),
  type: column("text", (event: AnnouncedEvent) => event.type),
  version: column("text", (event: AnnouncedEvent) => event.version),
  payload: column("text", (event: AnnouncedEvent) => JSON.stringify(event.payload)),
};
const { event } = sentRows({ event: EVENT_COLUMNS }, 2);

const statementFor = onceFor(
  ({ outbox }: OutboxTables) => `/* announce */
    insert into ${nameOf(outbox)} (${event.names}, trace_context)
    select id, aggregate_type, aggregate_id, type, version, payload::jsonb, $1::text from (${event.rows}) as event`,
);

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
    options.traceContext ?? null,
    ...parametersOf(events, EVENT_COLUMNS),
  ]);
}
