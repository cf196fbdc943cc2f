import { type Database, withTransaction } from "@outcry/database";
import { after, MILLISECONDS } from "@outcry/kernel";
import { nextTryAt } from "../domain/retry.ts";
import type { PaymentProvider, ProviderEvent } from "../provider.ts";
import {
  keepEvents,
  lockWaitingEvents,
  markApplied,
  moveReadUntil,
  postponeEvent,
  readUntil,
  type WaitingEvent,
} from "../store/provider-events.ts";
import { type Alarm, type Heard, learnFacts } from "./learn-facts.ts";

type Deps = Readonly<{ database: Database; provider: PaymentProvider }>;

export const EVENTS_PER_TURN_MAX = 200;

/** Applies what was kept and waits, in any order. Returns how many were applied, whether any was news, and what a person should look at. */
export async function applyWaitingEvents({
  database,
  provider,
}: Deps): Promise<{ count: number; isNews: boolean; alarms: Alarm[] }> {
  return withTransaction(database, async (tx) => {
    const events = await lockWaitingEvents(tx, EVENTS_PER_TURN_MAX);
    const learned = await learnFacts(
      tx,
      events.flatMap((event) => heardIn(provider, event)),
    );
    await markApplied(
      tx,
      events.map(({ id }) => id),
    );
    return { count: events.length, ...learned };
  });
}

function heardIn(provider: PaymentProvider, { payload }: WaitingEvent): Heard[] {
  const reported = provider.readEvent(payload);
  // Without a payment of ours in it, it is about something that others do with the same account.
  return reported?.paymentId ? [{ ...reported, paymentId: reported.paymentId }] : [];
}

/** Applies one event by itself, after it failed in company; one that fails by itself is put off, and holds up nothing. */
export async function applyEachEvent({ database, provider }: Deps, now: () => Date): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for (let count = 0; count < EVENTS_PER_TURN_MAX; count += 1) {
    let tried: WaitingEvent | undefined;
    try {
      const learned = await withTransaction(database, async (tx) => {
        [tried] = await lockWaitingEvents(tx, 1);
        if (!tried) return null;
        const { alarms: found } = await learnFacts(tx, heardIn(provider, tried));
        await markApplied(tx, [tried.id]);
        return found;
      });
      if (learned === null) break;
      alarms.push(...learned);
    } catch (error) {
      if (!tried) throw error;
      const dueAt = nextTryAt(now(), tried.tries + 1, Math.random());
      await postponeEvent(database, tried.id, { dueAt, error: String(error) });
    }
  }
  return alarms;
}

/** Looks back so far beyond what was read: an event may appear in the list a little after its time. */
const OVERLAP = 5 * MILLISECONDS.minute;
/** The first look goes back so far. */
const FIRST_LOOK = MILLISECONDS.hour;

/**
 * Reads the provider's own list of events, in case a webhook was lost, or was refused because our clock was wrong. What is
 * known already is passed over. Returns how many were missing.
 */
export async function pollProviderEvents({ database, provider }: Deps, now: Date): Promise<number> {
  const until = await readUntil(database);
  const from = after(until ?? now, until ? -OVERLAP : -FIRST_LOOK);
  let newest: Date | undefined;
  let missing = 0;
  let page: ProviderEvent[] = [];
  for await (const event of provider.eventsSince(from)) {
    newest ??= event.createdAt;
    page.push(event);
    if (page.length < EVENTS_PER_TURN_MAX) continue;
    missing += (await keepEvents(database, page, "POLL")).size;
    page = [];
  }
  missing += (await keepEvents(database, page, "POLL")).size;
  // Only once all of it was read: who dies on the way begins again.
  if (newest) await moveReadUntil(database, newest);
  return missing;
}
