import { column, parametersOf, runPrepared, sentRows, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { NewPayment } from "../domain/new-payment.ts";

const WANTED = {
  id: column("uuid", (payment: NewPayment) => payment.id),
  order_id: column("uuid", (payment: NewPayment) => payment.orderId),
  order_number: column("text", (payment: NewPayment) => payment.orderNumber),
  buyer_id: column("uuid", (payment: NewPayment) => payment.buyerId),
  seller_id: column("uuid", (payment: NewPayment) => payment.sellerId),
  currency: column("text", (payment: NewPayment) => payment.amount.currency),
  amount_minor: column("int8", (payment: NewPayment) => payment.amount.minor),
  category_slug: column("text", (payment: NewPayment) => payment.categorySlug),
  transaction_fee_minor: column("int8", (payment: NewPayment) => payment.transactionFee.minor),
  processing_fee_minor: column("int8", (payment: NewPayment) => payment.processingFee.minor),
  payout_minor: column("int8", (payment: NewPayment) => payment.payout.minor),
  created_at: column("timestamptz", (payment: NewPayment) => payment.createdAt),
  step_id: column("uuid", () => newId()),
};
const { wanted } = sentRows({ wanted: WANTED });

const REQUEST = `/* request charges */
  with wanted as materialized (${wanted.rows}), inserted as (
    insert into payments.payments (id, order_id, order_number, buyer_id, seller_id, state, provider, currency, amount_minor,
      category_slug, transaction_fee_minor, processing_fee_minor, payout_minor, created_at, updated_at)
    select id, order_id, order_number, buyer_id, seller_id, 'PENDING', 'stripe', currency, amount_minor, category_slug,
      transaction_fee_minor, processing_fee_minor, payout_minor, created_at, created_at
    from wanted
    on conflict (order_id) do nothing
    returning id
  )
  insert into payments.provider_steps (id, payment_id, kind)
  select w.step_id, w.id, 'CHARGE' from wanted w join inserted i on i.id = w.id`;

/**
 * Records payments that are to be made, and that their buyers are to be charged, in one statement however many. An order that
 * has a payment already is passed over.
 */
export async function insertPayments(tx: Tx, payments: readonly NewPayment[]): Promise<void> {
  await runPrepared(tx, REQUEST, parametersOf(payments, WANTED));
}
