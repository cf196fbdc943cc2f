import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { sql } from "drizzle-orm";
import { type Account, accountKind, type Journal, ownerOf } from "../domain/ledger.ts";
import { accounts, entries, journals } from "../tables/index.ts";

/**
 * Books journals, in one statement however many. A key that is booked already is an error, and stops the transaction: states
 * decide what is booked, and the key is the proof that they decided right.
 */
export async function postJournals(tx: Tx, posted: readonly Journal[]): Promise<void> {
  if (posted.length === 0) return;
  await openAccounts(tx, posted);
  const withIds = posted.map((journal) => ({ ...journal, id: newId() }));
  const journalRows = withIds.map(({ postings: _, ...journal }) => journal);
  const entryRows = withIds.flatMap((journal) =>
    journal.postings.map(({ account, amount }, number) => ({
      id: newId(),
      journalId: journal.id,
      number,
      account,
      currency: amount.currency,
      amountMinor: amount.minor.toString(),
    })),
  );
  await tx.execute(sql`
    with posted as (
      insert into ${journals} (id, key, kind, description, payment_id, order_id, posted_at)
      select id, key, kind, description, "paymentId", "orderId", coalesce("postedAt", now())
      from jsonb_to_recordset(${JSON.stringify(journalRows)}::jsonb)
        as row (id uuid, key text, kind text, description text, "paymentId" uuid, "orderId" uuid,
          "postedAt" timestamptz)
    )
    insert into ${entries} (id, journal_id, number, account, currency, amount_minor)
    select id, "journalId", number, account, currency, "amountMinor"
    from jsonb_to_recordset(${JSON.stringify(entryRows)}::jsonb)
      as row (id uuid, "journalId" uuid, number int, account text, currency text, "amountMinor" bigint)`);
}

/** Sellers get their account with their first sale. Always in the same order, so that two transactions cannot wait for each other. */
async function openAccounts(tx: Tx, posted: readonly Journal[]): Promise<void> {
  const names = new Set(posted.flatMap(({ postings }) => postings.map(({ account }) => account)));
  const sellers = [...names].filter((name: Account) => accountKind(name) === "SELLER").sort();
  if (sellers.length === 0) return;
  await tx
    .insert(accounts)
    .values(sellers.map((name) => ({ name, kind: "SELLER" as const, ownerId: ownerOf(name) })))
    .onConflictDoNothing();
}
