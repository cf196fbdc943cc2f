import { binaryColumns, column, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { runPrepared } from "@outcry/outbox";
import { type Account, accountKind, type Journal, ownerOf, type Posting } from "../domain/ledger.ts";

const POST = `/* post journals */
  with posted as (
    insert into payments.journals (id, key, kind, description, payment_id, order_id, posted_at)
    select id, key, kind, description, payment_id, order_id, coalesce(posted_at, now())
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[])
      as journal (id, key, kind, description, payment_id, order_id, posted_at)
  )
  insert into payments.entries (id, journal_id, number, account, currency, amount_minor)
  select * from unnest($8::uuid[], $9::uuid[], $10::int[], $11::text[], $12::text[], $13::bigint[])`;

type PostedJournal = Journal & Readonly<{ id: string }>;
const JOURNALS = [
  column("uuid", (journal: PostedJournal) => journal.id),
  column("text", (journal: PostedJournal) => journal.key),
  column("text", (journal: PostedJournal) => journal.kind),
  column("text", (journal: PostedJournal) => journal.description),
  column("uuid", (journal: PostedJournal) => journal.paymentId),
  column("uuid", (journal: PostedJournal) => journal.orderId),
  column("timestamptz", (journal: PostedJournal) => journal.postedAt ?? null),
];

type Entry = Posting & Readonly<{ journalId: string; number: number }>;
const ENTRIES = [
  column("uuid", () => newId()),
  column("uuid", (entry: Entry) => entry.journalId),
  column("int4", (entry: Entry) => entry.number),
  column("text", (entry: Entry) => entry.account),
  column("text", (entry: Entry) => entry.amount.currency),
  column("int8", (entry: Entry) => entry.amount.minor),
];

/**
 * Books journals, in one statement however many. A key that is booked already is an error, and stops the transaction: states
 * decide what is booked, and the key is the proof that they decided right.
 */
export async function postJournals(tx: Tx, posted: readonly Journal[]): Promise<void> {
  if (posted.length === 0) return;
  await openAccounts(tx, posted);
  const journals = posted.map((journal): PostedJournal => ({ ...journal, id: newId() }));
  const entries = journals.flatMap(({ id, postings }) =>
    postings.map((posting, number): Entry => ({ ...posting, journalId: id, number })),
  );
  await runPrepared(tx, POST, [...binaryColumns(journals, JOURNALS), ...binaryColumns(entries, ENTRIES)]);
}

const OPEN_ACCOUNTS = `/* open accounts */
  insert into payments.accounts (name, kind, owner_id) select name, 'SELLER', owner_id
  from unnest($1::text[], $2::uuid[]) as seller (name, owner_id)
  on conflict do nothing`;
const ACCOUNTS = [column("text", (name: Account) => name), column("uuid", (name: Account) => ownerOf(name))];

/** Sellers get their account with their first sale. Always in the same order, so that two transactions cannot wait for each other. */
async function openAccounts(tx: Tx, posted: readonly Journal[]): Promise<void> {
  const names = new Set(posted.flatMap(({ postings }) => postings.map(({ account }) => account)));
  const sellers = [...names].filter((name) => accountKind(name) === "SELLER").sort();
  if (sellers.length > 0) await runPrepared(tx, OPEN_ACCOUNTS, binaryColumns(sellers, ACCOUNTS));
}
