import { type Database, runPrepared, type Tx } from "@outcry/database";
import { isId } from "@outcry/kernel";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Penalty } from "../domain/penalty.ts";
import { accounts, customers, entries, paymentMethods, penalties } from "../tables/index.ts";
import { currencyIn } from "./payment-rows.ts";

export const toPenalty = (row: typeof penalties.$inferSelect): Penalty => ({
  id: row.id,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  paymentId: row.paymentId,
  userId: row.userId,
  role: row.role,
  reason: row.reason,
  state: row.state,
  amount: { minor: row.amountMinor, currency: currencyIn(row.currency) },
  methodRef: row.methodRef,
  customerRef: row.customerRef,
  attempt: row.attempt,
  intentRef: row.intentRef,
  tries: row.tries,
  createdAt: row.createdAt,
});

type NewPenalty = Pick<
  Penalty,
  "id" | "orderId" | "orderNumber" | "paymentId" | "userId" | "role" | "reason" | "amount" | "createdAt"
>;

/** Writes penalties down, to be collected. An order that has one already is passed over. */
export async function insertPenalties(tx: Tx, owed: readonly NewPenalty[]): Promise<void> {
  if (owed.length === 0) return;
  const rows = owed.map(({ amount, ...penalty }) => ({
    ...penalty,
    ...{ state: "DUE" as const, currency: amount.currency, amountMinor: amount.minor },
  }));
  await tx.insert(penalties).values(rows).onConflictDoNothing({ target: penalties.orderId });
}

/** So long nobody else tries. */
const LEASE_SECONDS = 45;

/** Takes a penalty that is due, oldest first, and settles which method it is charged to; null when none is due. */
export async function claimPenalty(tx: Tx): Promise<Penalty | null> {
  const [due] = await tx.execute<{ id: string }>(sql`
    select id from ${penalties} where state = 'DUE' and due_at <= now()
    order by due_at limit 1 for update skip locked`);
  if (!due) return null;
  await tx
    .update(penalties)
    .set({ methodRef: sql`${paymentMethods.providerRef}`, customerRef: sql`${customers.providerRef}` })
    .from(paymentMethods)
    .innerJoin(customers, eq(customers.userId, paymentMethods.userId))
    .where(
      and(
        eq(penalties.id, due.id),
        sql`${penalties.methodRef} is null and ${paymentMethods.isDefault} and ${paymentMethods.declinedAt} is null`,
        eq(paymentMethods.userId, penalties.userId),
      ),
    );
  const [row] = await tx
    .update(penalties)
    .set({ tries: sql`${penalties.tries} + 1`, dueAt: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where(eq(penalties.id, due.id))
    .returning();
  return row ? toPenalty(row) : null;
}

/** A penalty that is still to be collected, locked; null when it was collected meanwhile. */
export async function lockDuePenalty(tx: Tx, id: string): Promise<Penalty | null> {
  const [row] = await tx
    .select()
    .from(penalties)
    .where(and(eq(penalties.id, id), eq(penalties.state, "DUE")))
    .for("update");
  return row ? toPenalty(row) : null;
}

/** Writes down what became of a (locked) penalty. */
export async function updatePenalty(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<
      typeof penalties.$inferInsert,
      "state" | "chargeRef" | "intentRef" | "methodRef" | "customerRef" | "attempt" | "tries" | "lastError"
    >
  >,
): Promise<void> {
  const isSettled = change.state === "CHARGED" || change.state === "DEDUCTED";
  await tx
    .update(penalties)
    .set({ ...change, ...(isSettled && { settledAt: sql`now()` }) })
    .where(eq(penalties.id, id));
}

/** Gives a penalty back, to be tried again. */
export async function postponePenalty(
  { db }: Database,
  id: string,
  dueAt: Date,
  error: string,
): Promise<void> {
  await db
    .update(penalties)
    .set({ dueAt, lastError: error })
    .where(and(eq(penalties.id, id), eq(penalties.state, "DUE")));
}

/** Makes the next request for a penalty a new one, with a new key: the provider ended the last without doing anything. */
export async function renewPenalty({ db }: Database, { id, attempt }: Penalty): Promise<void> {
  await db
    .update(penalties)
    .set({ attempt: attempt + 1 })
    .where(and(eq(penalties.id, id), eq(penalties.state, "DUE"), eq(penalties.attempt, attempt)));
}

/** What somebody owes is due again: there may be something to take it from now. */
export async function makeOwedDue(tx: Tx, userId: string): Promise<void> {
  await tx
    .update(penalties)
    .set({ state: "DUE", tries: 0, dueAt: sql`now()` })
    .where(and(eq(penalties.userId, userId), eq(penalties.state, "OWED")));
}

export const countDuePenalties = ({ db }: Database): Promise<number> =>
  db.$count(penalties, and(eq(penalties.state, "DUE"), sql`${penalties.dueAt} <= now()`));

const ANY_DUE = `/* any penalty due */
  select exists (select from payments.penalties where state = 'DUE' and due_at <= now()) as due`;

export async function isAnyPenaltyDue(database: Database): Promise<boolean> {
  const [row] = await runPrepared<{ due: boolean }>(database, ANY_DUE);
  return row?.due === true;
}

/** What a seller holds in a currency, in minor units; their account is locked, so that nothing else is taken from it meanwhile. */
export async function lockEarnings(tx: Tx, userId: string, currency: string): Promise<bigint> {
  const name = `seller:${userId}`;
  await tx.select().from(accounts).where(eq(accounts.name, name)).for("no key update");
  const [row] = await tx.execute<{ held: bigint | string | null }>(sql`
    select -sum(amount_minor) as held from ${entries} where account = ${name} and currency = ${currency}`);
  return BigInt(row?.held ?? 0);
}

/** Penalties that this person owes or paid, by the orders they are for. */
export async function penaltiesOfOrders(
  { db }: Database,
  userId: string,
  orderIds: readonly string[],
): Promise<Penalty[]> {
  const rows = await db
    .select()
    .from(penalties)
    .where(and(eq(penalties.userId, userId), inArray(penalties.orderId, orderIds.filter(isId))));
  return rows.map(toPenalty);
}
