import type postgres from "postgres";
import type Stripe from "stripe";

/** How long a delivery that was taken is left alone; a process that dies with it loses no more than this. */
const LEASE_MILLISECONDS = 30_000;

export type Delivery = { id: string; attempts: number; giveUp: boolean; event: Stripe.Event };

export type Outcome = {
  id: string;
  state: "delivered" | "failed" | "lost" | "pending";
  answer: string;
  /** Milliseconds from now to the next attempt. */
  retryIn: number;
};

/** Takes deliveries that are due, oldest first, and counts the attempt. `held` are patterns of types to leave. */
export async function takeDue(
  sql: postgres.Sql,
  now: Date,
  limit: number,
  held: string[],
): Promise<Delivery[]> {
  const lease = new Date(now.getTime() + LEASE_MILLISECONDS);
  return sql<Delivery[]>`
    with due as (
      select delivery.id from stripe_emulator.delivery
      ${held.length === 0 ? sql`` : sql`join stripe_emulator.event on event.id = delivery.event_id`}
      where delivery.state = 'pending' and delivery.next_attempt_at <= ${now}
        ${held.length === 0 ? sql`` : sql`and not event.type like any(${held})`}
      order by delivery.next_attempt_at, delivery.id
      limit ${limit}
      for update of delivery skip locked
    ), taken as (
      update stripe_emulator.delivery
      set attempts = attempts + 1, next_attempt_at = ${lease}
      from due where delivery.id = due.id
      returning delivery.id, delivery.event_id, delivery.attempts, delivery.give_up_at <= ${now} as give_up
    )
    select taken.id, taken.attempts, taken.give_up as "giveUp", event.data as event
    from taken join stripe_emulator.event on event.id = taken.event_id order by taken.id`;
}

/** How many deliveries are due. */
export async function countDue(sql: postgres.Sql, now: Date): Promise<number> {
  const [row] = await sql<{ due: number }[]>`
    select count(*)::integer as due from stripe_emulator.delivery where state = 'pending' and next_attempt_at <= ${now}`;
  return row?.due ?? 0;
}

/** Writes down how deliveries went. */
export async function settleDeliveries(
  sql: postgres.Sql,
  outcomes: readonly Outcome[],
  now: Date,
): Promise<void> {
  if (outcomes.length === 0) return;
  await sql`
    update stripe_emulator.delivery
    set state = outcome.state, last_answer = outcome.answer,
      next_attempt_at = ${now}::timestamptz + outcome."retryIn" * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::text::jsonb)
      as outcome (id bigint, state text, answer text, "retryIn" float8)
    where delivery.id = outcome.id`;
}
