import type { Database } from "@outcry/database";
import { isId } from "@outcry/kernel";
import { BadUserInputError, type PageRequest } from "@outcry/service";
import { and, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { LedgerEntry, QuotedFees, SellerBalance, VisiblePayment } from "../domain/views.ts";
import { entries, journals, payments } from "../tables/index.ts";
import { currencyIn, toPayment } from "./payment-rows.ts";
import { penaltiesOfOrders } from "./penalties.ts";

/** All reading by people. Whose payment it is stands in the query. */
export function makeReading(database: Database) {
  return {
    paymentsOfOrders: (viewerId: string, orderIds: readonly string[]) =>
      paymentsOfOrders(database, viewerId, orderIds),
    penaltiesOfOrders: (viewerId: string, orderIds: readonly string[]) =>
      penaltiesOfOrders(database, viewerId, orderIds),
    quotedFees: (orderIds: readonly string[]) => quotedFees(database, orderIds),
    sellerBalance: (sellerId: string) => sellerBalance(database, sellerId),
    ledgerEntries: (page: PageRequest, orderId: string | null) => ledgerEntries(database, page, orderId),
  };
}
export type Reading = ReturnType<typeof makeReading>;

async function paymentsOfOrders(
  { db }: Database,
  viewerId: string,
  orderIds: readonly string[],
): Promise<VisiblePayment[]> {
  const rows = await db
    .select()
    .from(payments)
    .where(
      and(
        inArray(payments.orderId, orderIds.filter(isId)),
        or(eq(payments.buyerId, viewerId), eq(payments.sellerId, viewerId)),
      ),
    );
  return rows.map((row) => ({ ...toPayment(row), viewerIsBuyer: row.buyerId === viewerId }));
}

async function quotedFees({ db }: Database, orderIds: readonly string[]): Promise<QuotedFees[]> {
  const rows = await db
    .select()
    .from(payments)
    .where(inArray(payments.orderId, orderIds.filter(isId)));
  return rows.map(toPayment);
}

/** What a seller has earned: out of the ledger, where escrow tells what is held and their account what was released. */
async function sellerBalance({ db }: Database, sellerId: string): Promise<SellerBalance[]> {
  const rows = await db.execute<{ currency: string; pending: bigint; available: bigint }>(sql`
    with held as (
      select payment.currency, sum(-entry.amount_minor - payment.transaction_fee_minor - payment.processing_fee_minor)
        as minor
      from ${payments} as payment
      join ${journals} as journal on journal.payment_id = payment.id
      join ${entries} as entry on entry.journal_id = journal.id and entry.account = 'escrow'
      where payment.seller_id = ${sellerId} and payment.state = 'HELD'
      group by payment.currency
    ), released as (
      select currency, -sum(amount_minor) as minor from ${entries}
      where account = ${`seller:${sellerId}`} group by currency
    )
    select currency, coalesce(held.minor, 0)::bigint as pending, coalesce(released.minor, 0)::bigint as available
    from held full join released using (currency) order by currency`);
  return rows.map(({ currency, pending, available }) => ({
    pending: { minor: pending, currency: currencyIn(currency) },
    available: { minor: available, currency: currencyIn(currency) },
  }));
}

async function ledgerEntries(
  { db }: Database,
  { first, after }: PageRequest,
  orderId: string | null,
): Promise<LedgerEntry[]> {
  if (orderId !== null && !isId(orderId)) return [];
  const rows = await db
    .select()
    .from(entries)
    .innerJoin(journals, eq(journals.id, entries.journalId))
    .where(
      and(orderId === null ? undefined : eq(journals.orderId, orderId), after ? behind(after) : undefined),
    )
    .orderBy(desc(journals.postedAt), desc(journals.id), entries.number)
    .limit(first + 1);
  return rows.map(({ entries: entry, journals: journal }) => ({
    id: entry.id,
    journalId: journal.id,
    number: entry.number,
    account: entry.account,
    amount: { minor: entry.amountMinor, currency: currencyIn(entry.currency) },
    description: journal.description,
    orderId: journal.orderId,
    postedAt: journal.postedAt,
  }));
}

/** Newest journal first, and within one its entries in their order. */
function behind(after: readonly string[]): SQL {
  const [postedAt = "", journalId = "", number = ""] = after;
  if (
    after.length !== 3 ||
    Number.isNaN(Date.parse(postedAt)) ||
    !isId(journalId) ||
    !/^\d{1,4}$/.test(number)
  )
    throw new BadUserInputError("`after` is not a cursor of this list.");
  const journal = sql`(${journals.postedAt}, ${journals.id})`;
  const last = sql`(${postedAt}::timestamptz, ${journalId}::uuid)`;
  return sql`(${journal} < ${last} or (${journal} = ${last} and ${entries.number} > ${number}::int))`;
}

export const cursorOf = (entry: LedgerEntry): string[] => [
  entry.postedAt.toISOString(),
  entry.journalId,
  String(entry.number),
];
