import { binaryColumns, column, type Tx } from "@outcry/database";
import { isId } from "@outcry/kernel";
import { type RawRow, runPrepared } from "@outcry/outbox";
import type { Changes, Payment, StepKind } from "../domain/payment.ts";
import { toPaymentFromRaw } from "./payment-rows.ts";

const ID = [column("uuid", (id: string) => id)];

const LOCK =
  "/* lock payments */ select * from payments.payments where id = any($1::uuid[]) order by id for update";

/** Payments, locked for this transaction, always in the same order. */
export async function lockPayments(tx: Tx, ids: readonly string[]): Promise<Map<string, Payment>> {
  const rows = await runPrepared<RawRow>(tx, LOCK, binaryColumns(ids.filter(isId), ID));
  return new Map(rows.map(toPaymentFromRaw).map((payment) => [payment.id, payment]));
}

const LOCK_OF_ORDERS = `/* lock payments of orders */
  select * from payments.payments where order_id = any($1::uuid[]) order by id for update`;

/** As `lockPayments`, by the orders they are for. */
export async function lockPaymentsOfOrders(
  tx: Tx,
  orders: readonly { orderId: string }[],
): Promise<Payment[]> {
  const wanted = [...new Set(orders.map(({ orderId }) => orderId))].filter(isId);
  const rows = await runPrepared<RawRow>(tx, LOCK_OF_ORDERS, binaryColumns(wanted, ID));
  return rows.map(toPaymentFromRaw);
}

const MARK_UNWANTED = `/* mark payments unwanted */
  update payments.payments set is_unwanted = true, updated_at = now() where id = any($1::uuid[])`;

/** What is charged for these payments is to go straight back: their orders were called off. */
export async function markUnwanted(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await runPrepared(tx, MARK_UNWANTED, binaryColumns(ids, ID));
}

const UPDATE = `/* update payments */
  update payments.payments as payment set
    state = coalesce(change.state, payment.state),
    intent_ref = coalesce(change.intent_ref, payment.intent_ref),
    charge_ref = coalesce(change.charge_ref, payment.charge_ref),
    transfer_ref = coalesce(change.transfer_ref, payment.transfer_ref),
    refund_ref = coalesce(change.refund_ref, payment.refund_ref),
    failure_code = coalesce(change.failure_code, payment.failure_code),
    failure_message = coalesce(change.failure_message, payment.failure_message),
    refunded_minor = coalesce(change.refunded_minor, payment.refunded_minor),
    updated_at = now()
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
    as change (id, state, intent_ref, charge_ref, transfer_ref, refund_ref, failure_code, failure_message, refunded_minor)
  where payment.id = change.id`;

type Changed = readonly [id: string, changes: Changes];
const CHANGED = [
  column("uuid", ([id]: Changed) => id),
  column("text", ([, { state }]: Changed) => state ?? null),
  column("text", ([, { intentRef }]: Changed) => intentRef ?? null),
  column("text", ([, { chargeRef }]: Changed) => chargeRef ?? null),
  column("text", ([, { transferRef }]: Changed) => transferRef ?? null),
  column("text", ([, { refundRef }]: Changed) => refundRef ?? null),
  column("text", ([, { failureCode }]: Changed) => failureCode ?? null),
  column("text", ([, { failureMessage }]: Changed) => failureMessage ?? null),
  column("int8", ([, { refunded }]: Changed) => refunded?.minor ?? null),
];

/** Writes down what changed, for many payments in one statement. What a change does not name stays. */
export async function updatePayments(tx: Tx, changed: ReadonlyMap<string, Changes>): Promise<void> {
  if (changed.size > 0) await runPrepared(tx, UPDATE, binaryColumns([...changed], CHANGED));
}

export type StepName = Readonly<{ paymentId: string; kind: StepKind }>;
type NewStep = StepName & Readonly<{ id: string }>;

const REQUEST = `/* request steps */
  insert into payments.provider_steps (id, payment_id, kind) select * from unnest($1::uuid[], $2::uuid[], $3::text[])
  on conflict (payment_id, kind) do nothing`;
const REQUESTED = [
  column("uuid", (step: NewStep) => step.id),
  column("uuid", (step: NewStep) => step.paymentId),
  column("text", (step: NewStep) => step.kind),
];

/** Writes down what the provider is to do. A step that is there already stays as it is. */
export async function requestSteps(tx: Tx, steps: readonly NewStep[]): Promise<void> {
  if (steps.length > 0) await runPrepared(tx, REQUEST, binaryColumns(steps, REQUESTED));
}

const COMPLETE = `/* complete steps */
  update payments.provider_steps as step set done_at = now(), last_error = null
  from unnest($1::uuid[], $2::text[]) as done (payment_id, kind)
  where step.payment_id = done.payment_id and step.kind = done.kind and step.done_at is null`;
const COMPLETED = [
  column("uuid", (step: StepName) => step.paymentId),
  column("text", (step: StepName) => step.kind),
];

/** Nothing more is to be done about these. */
export async function completeSteps(tx: Tx, steps: readonly StepName[]): Promise<void> {
  if (steps.length > 0) await runPrepared(tx, COMPLETE, binaryColumns(steps, COMPLETED));
}
