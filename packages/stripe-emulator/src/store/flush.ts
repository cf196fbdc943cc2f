import type postgres from "postgres";
import type Stripe from "stripe";
import { columnsOf, type Stored } from "./kinds.ts";

/** What one request leaves behind: written together or not at all. */
export type Effects = {
  objects: Stored[];
  events: { account: string; event: Stripe.Event; delivered: boolean }[];
  movements: Movement[];
  agenda: Appointment[];
};

/** Money moved on one balance, in minor units; `availableOn` is in seconds. */
export type Movement = { account: string; currency: string; availableOn: number; net: number };

export type Action = "expire_authorisation" | "expire_session" | "settle_payout" | "settle_refund";

/** Something that happens later without being asked, at `dueAt`. */
export type Appointment = { action: Action; objectId: string; dueAt: Date };

/** The answer kept under an idempotency key. */
export type KeptAnswer = {
  account: string;
  key: string;
  path: string;
  fingerprint: string;
  status: number;
  body: string;
  request: string;
};

const DELIVERY_HOURS_MAX = 72;
/** One balance is spread over this many rows, so that concurrent charges do not wait for one another. */
const SHARDS = 8;

const objectRow = (stored: Stored) => ({
  id: stored.id,
  kind: stored.kind,
  account: stored.account,
  ...columnsOf(stored.data),
  created: "created" in stored.data ? stored.data.created : 0,
  hidden: stored.hidden,
  data: stored.data,
});

/** Sums movements of one row (a statement may touch it once) and sorts them (so that transactions cannot deadlock). */
function balanceRows(movements: readonly Movement[]) {
  const shard = Math.floor(Math.random() * SHARDS);
  const sums = new Map<string, Movement>();
  for (const movement of movements) {
    const key = `${movement.account} ${movement.currency} ${movement.availableOn}`;
    const before = sums.get(key)?.net ?? 0;
    sums.set(key, { ...movement, net: before + movement.net });
  }
  return [...sums.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, sum]) => ({
      account: sum.account,
      currency: sum.currency,
      available_on: sum.availableOn,
      net: sum.net,
      shard,
    }));
}

/**
 * Writes all effects and the kept answer in one statement: one round trip, whatever a request does.
 * Answers false when another request has taken the idempotency key meanwhile; the transaction must then be undone.
 */
export async function flush(
  sql: postgres.ISql,
  effects: Effects,
  answer: KeptAnswer | undefined,
  now: Date,
): Promise<boolean> {
  const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::text::jsonb`;
  const giveUpAt = new Date(now.getTime() + DELIVERY_HOURS_MAX * 3_600_000);
  const events = effects.events.map(({ account, event, delivered }) => ({
    id: event.id,
    account,
    type: event.type,
    created: event.created,
    delivered,
    data: event,
  }));
  const agenda = effects.agenda.map((item) => ({
    action: item.action,
    object_id: item.objectId,
    due_at: item.dueAt.toISOString(),
  }));
  const [counted] = await sql<{ kept: number }[]>`
    with event_row as materialized (
      select * from jsonb_to_recordset(${json(events)})
        as row (id text, account text, type text, created bigint, delivered boolean, data jsonb)
    ), object_written as (
      insert into stripe_emulator.object (id, kind, account, customer, payment_intent, source, transfer_group,
          destination, created, metadata, hidden, data)
        select * from jsonb_to_recordset(${json(effects.objects.map(objectRow))})
          as row (id text, kind text, account text, customer text, payment_intent text, source text,
            transfer_group text, destination text, created bigint, metadata jsonb, hidden jsonb, data jsonb)
      on conflict (id) do update set customer = excluded.customer, payment_intent = excluded.payment_intent,
        source = excluded.source, transfer_group = excluded.transfer_group, destination = excluded.destination,
        metadata = excluded.metadata, hidden = excluded.hidden, data = excluded.data
    ), event_written as (
      insert into stripe_emulator.event (id, account, type, created, data)
        select id, account, type, created, data from event_row
    ), delivery_written as (
      insert into stripe_emulator.delivery (event_id, state, attempts, next_attempt_at, give_up_at)
        select id, 'pending', 0, ${now}::timestamptz, ${giveUpAt}::timestamptz from event_row where delivered
    ), balance_written as (
      insert into stripe_emulator.balance as balance (account, currency, available_on, shard, net)
        select account, currency, available_on, shard, net
          from jsonb_to_recordset(${json(balanceRows(effects.movements))})
            as row (account text, currency text, available_on bigint, shard integer, net bigint)
      on conflict (account, currency, available_on, shard) do update set net = balance.net + excluded.net
    ), agenda_written as (
      insert into stripe_emulator.agenda (action, object_id, due_at)
        select action, object_id, due_at from jsonb_to_recordset(${json(agenda)})
          as row (action text, object_id text, due_at timestamptz)
    ), answer_kept as (
      insert into stripe_emulator.idempotency_key (account, key, path, fingerprint, status, body, request, created)
        select account, key, path, fingerprint, status, body, request, ${now}::timestamptz
          from jsonb_to_recordset(${json(answer ? [answer] : [])})
            as row (account text, key text, path text, fingerprint text, status integer, body text, request text)
      on conflict (account, key) do nothing
      returning 1
    )
    select count(*)::integer as kept from answer_kept`;
  return answer === undefined || counted?.kept === 1;
}
