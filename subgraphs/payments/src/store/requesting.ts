import { binaryColumns, column, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { runPrepared } from "@outcry/outbox";
import type { NewPayment } from "../domain/new-payment.ts";

const REQUEST = `/* request charges */
  with wanted as materialized (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::text[],
      $9::bigint[], $10::bigint[], $11::bigint[], $12::timestamptz[], $13::uuid[])
      as w (id, order_id, order_number, buyer_id, seller_id, currency, amount_minor, category_slug, transaction_fee_minor,
        processing_fee_minor, payout_minor, created_at, step_id)
  ), inserted as (
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

const WANTED = [
  column("uuid", (payment: NewPayment) => payment.id),
  column("uuid", (payment: NewPayment) => payment.orderId),
  column("text", (payment: NewPayment) => payment.orderNumber),
  column("uuid", (payment: NewPayment) => payment.buyerId),
  column("uuid", (payment: NewPayment) => payment.sellerId),
  column("text", (payment: NewPayment) => payment.amount.currency),
  column("int8", (payment: NewPayment) => payment.amount.minor),
  column("text", (payment: NewPayment) => payment.categorySlug),
  column("int8", (payment: NewPayment) => payment.transactionFee.minor),
  column("int8", (payment: NewPayment) => payment.processingFee.minor),
  column("int8", (payment: NewPayment) => payment.payout.minor),
  column("timestamptz", (payment: NewPayment) => payment.createdAt),
  column("uuid", () => newId()),
];

/**
 * Records payments that are to be made, and that their buyers are to be charged, in one statement however many. An order that
 * has a payment already is passed over.
 */
export async function insertPayments(tx: Tx, wanted: readonly NewPayment[]): Promise<void> {
  await runPrepared(tx, REQUEST, binaryColumns(wanted, WANTED));
}
