import type { Tx } from "@outcry/database";
import { asc, eq, inArray, sql } from "drizzle-orm";
import type { NewPayment } from "../domain/new-payment.ts";
import type { Changes, Payment, StepKind } from "../domain/payment.ts";
import { payments, providerSteps } from "../tables/index.ts";
import { toPayment } from "./payment-rows.ts";

/** Records a payment that is to be made, and that its buyer is to be charged. An order that has a payment already is passed over. */
export async function insertPayment(tx: Tx, payment: NewPayment, stepId: string): Promise<void> {
  const at = payment.createdAt.toISOString();
  await tx.execute(sql`
    with inserted as (
      insert into ${payments} (id, order_id, order_number, buyer_id, seller_id, state, provider, currency, amount_minor,
        category_slug, transaction_fee_minor, processing_fee_minor, payout_minor, created_at, updated_at)
      values (${payment.id}, ${payment.orderId}, ${payment.orderNumber}, ${payment.buyerId}, ${payment.sellerId}, 'PENDING',
        'stripe', ${payment.amount.currency}, ${payment.amount.minor}, ${payment.categorySlug},
        ${payment.transactionFee.minor}, ${payment.processingFee.minor}, ${payment.payout.minor}, ${at}, ${at})
      on conflict (order_id) do nothing
      returning id
    )
    insert into ${providerSteps} (id, payment_id, kind) select ${stepId}::uuid, id, 'CHARGE' from inserted`);
}

/** Payments, locked for this transaction, always in the same order. */
export async function lockPayments(tx: Tx, ids: readonly string[]): Promise<Map<string, Payment>> {
  const rows = await tx
    .select()
    .from(payments)
    .where(inArray(payments.id, [...ids]))
    .orderBy(asc(payments.id))
    .for("update");
  return new Map(rows.map((row) => [row.id, toPayment(row)]));
}

export async function lockPaymentOfOrder(tx: Tx, orderId: string): Promise<Payment | null> {
  const [row] = await tx.select().from(payments).where(eq(payments.orderId, orderId)).for("update");
  return row ? toPayment(row) : null;
}

/** What is charged for this payment is to go straight back: its order was called off. */
export async function markUnwanted(tx: Tx, id: string): Promise<void> {
  await tx.update(payments).set({ isUnwanted: true, updatedAt: sql`now()` }).where(eq(payments.id, id));
}

/** Writes down what changed, for many payments in one statement. What a change does not name stays. */
export async function updatePayments(tx: Tx, changed: ReadonlyMap<string, Changes>): Promise<void> {
  if (changed.size === 0) return;
  const rows = [...changed].map(([id, { refunded, ...change }]) => ({
    id,
    ...change,
    refundedMinor: refunded?.minor.toString(),
  }));
  await tx.execute(sql`
    update ${payments} as payment set
      state = coalesce(change.state, payment.state),
      intent_ref = coalesce(change."intentRef", payment.intent_ref),
      charge_ref = coalesce(change."chargeRef", payment.charge_ref),
      transfer_ref = coalesce(change."transferRef", payment.transfer_ref),
      refund_ref = coalesce(change."refundRef", payment.refund_ref),
      failure_code = coalesce(change."failureCode", payment.failure_code),
      failure_message = coalesce(change."failureMessage", payment.failure_message),
      refunded_minor = coalesce(change."refundedMinor", payment.refunded_minor),
      updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as change (id uuid, state text, "intentRef" text,
      "chargeRef" text, "transferRef" text, "refundRef" text, "failureCode" text, "failureMessage" text,
      "refundedMinor" bigint)
    where payment.id = change.id`);
}

export type StepName = Readonly<{ paymentId: string; kind: StepKind }>;

/** Writes down what the provider is to do. A step that is there already stays as it is. */
export async function requestSteps(tx: Tx, steps: readonly (StepName & { id: string })[]): Promise<void> {
  if (steps.length === 0) return;
  await tx
    .insert(providerSteps)
    .values(steps.map((step) => ({ ...step })))
    .onConflictDoNothing({ target: [providerSteps.paymentId, providerSteps.kind] });
}

/** Nothing more is to be done about these. */
export async function completeSteps(tx: Tx, steps: readonly StepName[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.execute(sql`
    update ${providerSteps} as step set done_at = now(), last_error = null
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as done ("paymentId" uuid, kind text)
    where step.payment_id = done."paymentId" and step.kind = done.kind and step.done_at is null`);
}
