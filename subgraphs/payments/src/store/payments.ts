import {
  binaryArray,
  column,
  parametersOf,
  type Runner,
  runPrepared,
  sentRows,
  type Tx,
} from "@outcry/database";
import { isId } from "@outcry/kernel";
import type { RawRow } from "@outcry/outbox";
import type { Changes, Payment, StepKind } from "../domain/payment.ts";
import { toPaymentFromRaw } from "./payment-rows.ts";

const byId = (rows: readonly RawRow[]): Map<string, Payment> =>
  new Map(rows.map(toPaymentFromRaw).map((payment) => [payment.id, payment]));

const READ = "/* read payments */ select * from payments.payments where id = any($1::uuid[])";

/** Payments by their ids, as they are now; of what is none of ours nothing. */
export const readPayments = async (on: Runner, ids: readonly string[]): Promise<Map<string, Payment>> =>
  byId(await runPrepared<RawRow>(on, READ, [binaryArray("uuid", ids.filter(isId))]));

const LOCK =
  "/* lock payments */ select * from payments.payments where id = any($1::uuid[]) order by id for update";

/** Payments, locked for this transaction, always in the same order. */
export async function lockPayments(tx: Tx, ids: readonly string[]): Promise<Map<string, Payment>> {
  return byId(await runPrepared<RawRow>(tx, LOCK, [binaryArray("uuid", ids.filter(isId))]));
}

const LOCK_OF_ORDERS = `/* lock payments of orders */
  select * from payments.payments where order_id = any($1::uuid[]) order by id for update`;

/** As `lockPayments`, by the orders they are for. */
export async function lockPaymentsOfOrders(
  tx: Tx,
  orders: readonly { orderId: string }[],
): Promise<Payment[]> {
  const wanted = [...new Set(orders.map(({ orderId }) => orderId))].filter(isId);
  const rows = await runPrepared<RawRow>(tx, LOCK_OF_ORDERS, [binaryArray("uuid", wanted)]);
  return rows.map(toPaymentFromRaw);
}

const MARK_UNWANTED = `/* mark payments unwanted */
  update payments.payments set is_unwanted = true, updated_at = now() where id = any($1::uuid[])`;

/** What is charged for these payments is to go straight back: their orders were called off. */
export async function markUnwanted(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await runPrepared(tx, MARK_UNWANTED, [binaryArray("uuid", ids)]);
}

type Changed = readonly [id: string, changes: Changes];
const CHANGED = {
  id: column("uuid", ([id]: Changed) => id),
  state: column("text", ([, { state }]: Changed) => state ?? null),
  intent_ref: column("text", ([, { intentRef }]: Changed) => intentRef ?? null),
  charge_ref: column("text", ([, { chargeRef }]: Changed) => chargeRef ?? null),
  transfer_ref: column("text", ([, { transferRef }]: Changed) => transferRef ?? null),
  refund_ref: column("text", ([, { refundRef }]: Changed) => refundRef ?? null),
  failure_code: column("text", ([, { failureCode }]: Changed) => failureCode ?? null),
  failure_message: column("text", ([, { failureMessage }]: Changed) => failureMessage ?? null),
  refunded_minor: column("int8", ([, { refunded }]: Changed) => refunded?.minor ?? null),
};
const { change } = sentRows({ change: CHANGED });

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
  from (${change.rows}) as change
  where payment.id = change.id`;

/** Writes down what changed, for many payments in one statement. What a change does not name stays. */
export async function updatePayments(tx: Tx, changed: ReadonlyMap<string, Changes>): Promise<void> {
  if (changed.size > 0) await runPrepared(tx, UPDATE, parametersOf([...changed], CHANGED));
}

export type StepName = Readonly<{ paymentId: string; kind: StepKind }>;
type NewStep = StepName & Readonly<{ id: string }>;

const REQUESTED = {
  id: column("uuid", (step: NewStep) => step.id),
  payment_id: column("uuid", (step: NewStep) => step.paymentId),
  kind: column("text", (step: NewStep) => step.kind),
};
const { step } = sentRows({ step: REQUESTED });

const REQUEST = `/* request steps */
  insert into payments.provider_steps (${step.names}) ${step.rows}
  on conflict (payment_id, kind) do nothing`;

/** Writes down what the provider is to do. A step that is there already stays as it is. */
export async function requestSteps(tx: Tx, steps: readonly NewStep[]): Promise<void> {
  if (steps.length > 0) await runPrepared(tx, REQUEST, parametersOf(steps, REQUESTED));
}

const COMPLETED = {
  payment_id: column("uuid", (step: StepName) => step.paymentId),
  kind: column("text", (step: StepName) => step.kind),
};
const { done } = sentRows({ done: COMPLETED });

const COMPLETE = `/* complete steps */
  update payments.provider_steps as step set done_at = now(), last_error = null
  from (${done.rows}) as done
  where step.payment_id = done.payment_id and step.kind = done.kind and step.done_at is null`;

/** Nothing more is to be done about these. */
export async function completeSteps(tx: Tx, steps: readonly StepName[]): Promise<void> {
  if (steps.length > 0) await runPrepared(tx, COMPLETE, parametersOf(steps, COMPLETED));
}
