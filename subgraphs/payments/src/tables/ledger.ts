import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { AccountKind, JournalKind } from "../domain/ledger.ts";
import { instant, minor, pagedInstant, payments as schema } from "./schema.ts";

/** Where money can be. Balances are not stored: they are the sums of the entries. */
export const accounts = schema.table(
  "accounts",
  {
    name: text().primaryKey(),
    kind: text().$type<AccountKind>().notNull(),
    /** Whose it is, for a seller's; null for the marketplace's own. */
    ownerId: uuid("owner_id"),
    openedAt: instant("opened_at").notNull().defaultNow(),
  },
  (table) => [
    check("a_kind_of_account_is_known", sql`${table.kind} in ('CLEARING', 'ESCROW', 'SELLER', 'REVENUE')`),
    check("a_sellers_account_is_somebodys", sql`(${table.kind} = 'SELLER') = (${table.ownerId} is not null)`),
  ],
);

/** Things that happened to money. Rows are only ever added: a trigger refuses the rest. */
export const journals = schema.table(
  "journals",
  {
    id: uuid().primaryKey(),
    /** The business fact, so that it is booked once however often it is heard of. */
    key: text().notNull().unique("a_fact_is_booked_once"),
    kind: text().$type<JournalKind>().notNull(),
    description: text().notNull(),
    paymentId: uuid("payment_id").notNull(),
    orderId: uuid("order_id").notNull(),
    postedAt: pagedInstant("posted_at").notNull().defaultNow(),
  },
  (table) => [
    index("journals_by_time").on(table.postedAt, table.id),
    index("journals_by_order").on(table.orderId),
    index("journals_by_payment").on(table.paymentId),
  ],
);

/** Debits are positive, credits negative; those of a journal add up to zero in each currency when its transaction commits. */
export const entries = schema.table(
  "entries",
  {
    id: uuid().notNull().unique("an_entry_has_its_own_id"),
    journalId: uuid("journal_id")
      .notNull()
      .references(() => journals.id),
    number: integer().notNull(),
    account: text()
      .notNull()
      .references(() => accounts.name),
    currency: text().notNull(),
    amountMinor: minor("amount_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.journalId, table.number] }),
    index("entries_by_account").on(table.account, table.currency),
    check("an_entry_moves_something", sql`${table.amountMinor} <> 0`),
  ],
);
