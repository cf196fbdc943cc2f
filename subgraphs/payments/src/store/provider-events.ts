import type { Database, Tx } from "@outcry/database";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Payment } from "../domain/payment.ts";
import type { ProviderEvent } from "../provider.ts";
import { payments, providerEventCursor, providerEvents } from "../tables/index.ts";
import { toPayment } from "./payment-rows.ts";

/** Keeps events, each once by its id. Returns how many were new. */
export async function keepEvents(
  { db }: Database,
  events: readonly ProviderEvent[],
  source: "WEBHOOK" | "POLL",
): Promise<number> {
  if (events.length === 0) return 0;
  const kept = await db
    .insert(providerEvents)
    .values(events.map(({ id, type, payload }) => ({ id, type, payload, source })))
    .onConflictDoNothing()
    .returning({ id: providerEvents.id });
  return kept.length;
}

export type WaitingEvent = Readonly<{ id: string; payload: Record<string, unknown>; tries: number }>;

/** Events that are to be applied, locked; those that another instance is applying are left to it. */
export async function lockWaitingEvents(tx: Tx, limit: number): Promise<WaitingEvent[]> {
  return tx
    .select({ id: providerEvents.id, payload: providerEvents.payload, tries: providerEvents.tries })
    .from(providerEvents)
    .where(and(isNull(providerEvents.appliedAt), sql`${providerEvents.dueAt} <= now()`))
    .orderBy(asc(providerEvents.dueAt))
    .limit(limit)
    .for("update", { skipLocked: true });
}

export async function markApplied(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(providerEvents)
    .set({ appliedAt: sql`now()`, lastError: null })
    .where(inArray(providerEvents.id, [...ids]));
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

/** What our books say of the sums that may be moved for a payment; null when it is none of ours. */
export async function bookedSums(
  { db }: Database,
  paymentId: string,
): Promise<Pick<Payment, "amount" | "payout"> | null> {
  const [row] = await db.select().from(payments).where(eq(payments.id, paymentId));
  return row ? toPayment(row) : null;
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
