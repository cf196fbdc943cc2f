import { type Database, withTransaction } from "@outcry/database";
import { sql } from "drizzle-orm";
import type { HistoricalPayment } from "../domain/historical-payment.ts";
import { holdJournal, releaseJournal } from "../domain/ledger.ts";
import { entries, journals, payments } from "../tables/index.ts";
import { postJournals } from "./ledger.ts";

/** Payments in one transaction: some thousand rows with their bookings. */
export const PAYMENTS_PER_SEEDING_MAX = 500;

/** Records payments of the past, settled as they were, with their bookings. Those that are there already are passed over. */
export async function seedPayments(database: Database, past: readonly HistoricalPayment[]): Promise<void> {
  await withTransaction(database, async (tx) => {
    const rows = past.map((payment) => ({
      ...payment,
      currency: payment.amount.currency,
      amount: payment.amount.minor.toString(),
      transactionFee: payment.transactionFee.minor.toString(),
      processingFee: payment.processingFee.minor.toString(),
      payout: payment.payout.minor.toString(),
    }));
    const inserted = await tx.execute<{ id: string }>(sql`
      insert into ${payments} (id, order_id, order_number, buyer_id, seller_id, state, provider, currency, amount_minor,
        category_slug, transaction_fee_minor, processing_fee_minor, payout_minor, created_at, updated_at)
      select id, "orderId", "orderNumber", "buyerId", "sellerId", 'RELEASED', 'history', currency, amount,
        "categorySlug", "transactionFee", "processingFee", payout, "heldAt", "releasedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, "orderId" uuid, "orderNumber" text,
        "buyerId" uuid, "sellerId" uuid, currency text, amount bigint, "categorySlug" text, "transactionFee" bigint,
        "processingFee" bigint, payout bigint, "heldAt" timestamptz, "releasedAt" timestamptz)
      on conflict do nothing
      returning id`);
    const isNew = new Set(inserted.map(({ id }) => id));
    const booked = past.filter(({ id }) => isNew.has(id));
    await postJournals(
      tx,
      booked.flatMap((payment) => [
        { ...holdJournal(payment), postedAt: payment.heldAt },
        { ...releaseJournal(payment), postedAt: payment.releasedAt },
      ]),
    );
  });
}

/** Lets the planner know what it has now, without waiting for the server to notice. */
export async function analyzeSeeded({ db }: Database): Promise<void> {
  await db.execute(sql`analyze ${payments}, ${journals}, ${entries}`);
}
