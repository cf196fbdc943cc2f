import {
  binaryArray,
  column,
  type Database,
  parametersOf,
  runPrepared,
  sentRows,
  type Tx,
} from "@outcry/database";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { ProviderEvent } from "../provider.ts";
import { providerEventCursor, providerEvents } from "../tables/index.ts";

const KEPT = {
  id: column("text", (event: ProviderEvent) => event.id),
  type: column("text", (event: ProviderEvent) => event.type),
  payload: column("text", (event: ProviderEvent) => JSON.stringify(event.payload)),
};
const { told } = sentRows({ told: KEPT }, 2);

const KEEP = `/* keep events */
  insert into payments.provider_events (id, type, payload, source)
  select id, type, payload::jsonb, $1 from (${told.rows}) as told
  on conflict do nothing
  returning id`;

/** Keeps events, each once by its id. Returns the ids of those that were new. */
export async function keepEvents(
  database: Database,
  events: readonly ProviderEvent[],
  source: "WEBHOOK" | "POLL",
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  const kept = await runPrepared<{ id: string }>(database, KEEP, [source, ...parametersOf(events, KEPT)]);
  return new Set(kept.map(({ id }) => id));
}

export type WaitingEvent = Readonly<{ id: string; payload: Record<string, unknown>; tries: number }>;

const LOCK_WAITING = `/* lock waiting events */
  select id, payload, tries from payments.provider_events where applied_at is null and due_at <= now()
  order by due_at limit $1 for update skip locked`;

/** Events that are to be applied, locked; those that another instance is applying are left to it. */
export async function lockWaitingEvents(tx: Tx, limit: number): Promise<WaitingEvent[]> {
  return runPrepared<WaitingEvent>(tx, LOCK_WAITING, [limit]);
}

const MARK_APPLIED = `/* mark events applied */
  update payments.provider_events set applied_at = now(), last_error = null where id = any($1::text[])`;

export async function markApplied(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await runPrepared(tx, MARK_APPLIED, [binaryArray("text", ids)]);
}

export async function postponeEvent(
  { db }: Database,
  id: string,
  { dueAt, error }: { dueAt: Date; error: string },
): Promise<void> {
  await db
    .update(providerEvents)
    .set({ dueAt, lastError: error, tries: sql`${providerEvents.tries} + 1` })
    .where(and(eq(providerEvents.id, id), isNull(providerEvents.appliedAt)));
}

const PROVIDER = "stripe";

/** Up to when the provider's own list of events has been read; null when it never was. */
export async function readUntil({ db }: Database): Promise<Date | null> {
  const [row] = await db.select().from(providerEventCursor).where(eq(providerEventCursor.provider, PROVIDER));
  return row?.readUntil ?? null;
}

export async function moveReadUntil({ db }: Database, until: Date): Promise<void> {
  await db
    .insert(providerEventCursor)
    .values({ provider: PROVIDER, readUntil: until })
    .onConflictDoUpdate({
      target: providerEventCursor.provider,
      set: { readUntil: sql`greatest(${providerEventCursor.readUntil}, excluded.read_until)` },
    });
}

/** How many events could be applied now. */
export async function countWaitingEvents({ db }: Database): Promise<number> {
  return db.$count(
    providerEvents,
    and(isNull(providerEvents.appliedAt), sql`${providerEvents.dueAt} <= now()`),
  );
}
