import { binaryArray, type Database, runPrepared, type Tx } from "@outcry/database";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Payment, StepKind } from "../domain/payment.ts";
import { payments, providerSteps } from "../tables/index.ts";
import { readPayments } from "./payments.ts";

/** A step that this instance may try now. `fence` is its proof: a newer one means that somebody else may. */
export type ClaimedStep = Readonly<{
  id: string;
  kind: StepKind;
  tries: number;
  fence: number;
  /** For how long it has been wanted. */
  waitedMilliseconds: number;
  payment: Payment;
}>;

/** So long nobody else tries. Longer than the provider's timeout and our own recording together. */
const LEASE_SECONDS = 45;

const CLAIM = `/* claim steps */
  with due as (
    select id from payments.provider_steps where done_at is null and due_at <= now()
    order by due_at limit $1 for update skip locked
  )
  update payments.provider_steps as step set fence = fence + 1, tries = tries + 1,
    due_at = now() + make_interval(secs => ${LEASE_SECONDS})
  from due where step.id = due.id
  returning step.id, step.payment_id, step.kind, step.tries, step.fence,
    extract(epoch from now() - step.created_at)::float8 * 1000 as "waitedMilliseconds"`;

type ClaimedRow = Omit<ClaimedStep, "payment"> & Readonly<{ payment_id: string }>;

/** Takes steps that are due, oldest first; those that another instance is taking are left to it. */
export async function claimSteps(tx: Tx, limit: number): Promise<ClaimedStep[]> {
  const claimed = await runPrepared<ClaimedRow>(tx, CLAIM, [limit]);
  if (claimed.length === 0) return [];
  await chooseMethods(
    tx,
    claimed.filter(({ kind }) => kind === "CHARGE").map((step) => step.payment_id),
  );
  const byId = await readPayments(
    tx,
    claimed.map((step) => step.payment_id),
  );
  return claimed.flatMap(({ payment_id, ...step }) => {
    const payment = byId.get(payment_id);
    return payment ? [{ ...step, payment }] : [];
  });
}

const CHOOSE = `/* choose methods */
  update payments.payments p set method_ref = m.provider_ref, customer_ref = c.provider_ref
  from payments.payment_methods m join payments.customers c on c.user_id = m.user_id
  where p.id = any($1::uuid[]) and p.method_ref is null and m.user_id = p.buyer_id and m.is_default`;

/** Settles which method a payment charges, before the first request: from then on every repetition asks for the same. */
async function chooseMethods(tx: Tx, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length > 0) await runPrepared(tx, CHOOSE, [binaryArray("uuid", paymentIds)]);
}

/** Gives a step back, to be tried again. Does nothing when somebody else has taken it meanwhile. */
export async function postponeStep(
  { db }: Database,
  step: Pick<ClaimedStep, "id" | "fence">,
  { dueAt, error }: { dueAt: Date; error: string },
): Promise<void> {
  await db
    .update(providerSteps)
    .set({ dueAt, lastError: error })
    .where(
      and(eq(providerSteps.id, step.id), eq(providerSteps.fence, step.fence), isNull(providerSteps.doneAt)),
    );
}

/** Makes the next request of a charge a new one, with a new key: the provider ended the last without doing anything. */
export async function renewAttempt(
  { db }: Database,
  payment: Pick<Payment, "id" | "attempt">,
): Promise<void> {
  await db
    .update(payments)
    .set({ attempt: payment.attempt + 1 })
    .where(and(eq(payments.id, payment.id), eq(payments.attempt, payment.attempt)));
}

/** How many steps could be tried now. */
export async function countDueSteps({ db }: Database): Promise<number> {
  return db.$count(providerSteps, and(isNull(providerSteps.doneAt), sql`${providerSteps.dueAt} <= now()`));
}
