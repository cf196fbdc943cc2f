import { column, parametersOf, runPrepared, sentRows, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { type Account, accountKind, type Journal, ownerOf, type Posting } from "../domain/ledger.ts";

type PostedJournal = Journal & Readonly<{ id: string }>;
const JOURNALS = {
  id: column("uuid", (journal: PostedJournal) => journal.id),
  key: column("text", (journal: PostedJournal) => journal.key),
  kind: column("text", (journal: PostedJournal) => journal.kind),
  description: column("text", (journal: PostedJournal) => journal.description),
  payment_id: column("uuid", (journal: PostedJournal) => journal.paymentId),
  order_id: column("uuid", (journal: PostedJournal) => journal.orderId),
  posted_at: column("timestamptz", (journal: PostedJournal) => journal.postedAt ?? null),
};

type Entry = Posting & Readonly<{ journalId: string; number: number }>;
const ENTRIES = {
  id: column("uuid", () => newId()),
  journal_id: column("uuid", (entry: Entry) => entry.journalId),
  number: column("int4", (entry: Entry) => entry.number),
  account: column("text", (entry: Entry) => entry.account),
  currency: column("text", (entry: Entry) => entry.amount.currency),
  amount_minor: column("int8", (entry: Entry) => entry.amount.minor),
};
const { journal, entry } = sentRows({ journal: JOURNALS, entry: ENTRIES });

const POST = `/* post journals */
  with posted as (
    insert into payments.journals (id, key, kind, description, payment_id, order_id, posted_at)
    select id, key, kind, description, payment_id, order_id, coalesce(posted_at, now())
    from (${journal.rows}) as journal
  )
  insert into payments.entries (${entry.names}) ${entry.rows}`;

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
  await runPrepared(tx, POST, [...parametersOf(journals, JOURNALS), ...parametersOf(entries, ENTRIES)]);
}

const ACCOUNTS = {
  name: column("text", (name: Account) => name),
  owner_id: column("uuid", (name: Account) => ownerOf(name)),
};
const { seller } = sentRows({ seller: ACCOUNTS });

const OPEN_ACCOUNTS = `/* open accounts */
  insert into payments.accounts (name, kind, owner_id)
  select name, 'SELLER', owner_id from (${seller.rows}) as seller
  on conflict do nothing`;

/** Sellers get their account with their first sale. Always in the same order, so that two transactions cannot wait for each other. */
async function openAccounts(tx: Tx, posted: readonly Journal[]): Promise<void> {
  const names = new Set(posted.flatMap(({ postings }) => postings.map(({ account }) => account)));
  const sellers = [...names].filter((name) => accountKind(name) === "SELLER").sort();
  if (sellers.length > 0) await runPrepared(tx, OPEN_ACCOUNTS, parametersOf(sellers, ACCOUNTS));
}
