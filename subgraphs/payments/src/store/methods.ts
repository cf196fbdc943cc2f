import type { Database, Tx } from "@outcry/database";
import { isId, newId } from "@outcry/kernel";
import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { PaymentMethod } from "../domain/payment-method.ts";
import type { SavedMethod } from "../provider.ts";
import { customers, paymentMethods } from "../tables/index.ts";

const METHODS_PER_READ_MAX = 1_000;

const onFile = (userId: string) => and(eq(paymentMethods.userId, userId), isNull(paymentMethods.removedAt));

const toMethod = (row: typeof paymentMethods.$inferSelect): PaymentMethod => ({
  id: row.id,
  userId: row.userId,
  brand: row.brand,
  last4: row.last4,
  expiryMonth: row.expiryMonth,
  expiryYear: row.expiryYear,
  isDefault: row.isDefault,
  isDeclined: row.declinedAt !== null,
});

/** Locks a person's methods as a whole: who saves or removes one waits here. Returns how many are on file. */
export async function lockMethods(tx: Tx, userId: string): Promise<number> {
  await tx.select().from(customers).where(eq(customers.userId, userId)).for("update");
  return tx.$count(paymentMethods, onFile(userId));
}

/** Saves a method as the one that is charged from now on. The methods must be locked. */
export async function insertMethod(
  tx: Tx,
  userId: string,
  method: SavedMethod,
  id: string = newId(),
): Promise<PaymentMethod> {
  await tx
    .update(paymentMethods)
    .set({ isDefault: false })
    .where(and(onFile(userId), eq(paymentMethods.isDefault, true)));
  const [row] = await tx
    .insert(paymentMethods)
    .values({ id, userId, ...method, isDefault: true })
    .returning();
  if (!row) throw new Error("A saved method is returned.");
  return toMethod(row);
}

/** Takes a method off file; the newest of the others, of those that work if any does, is charged from now on. Returns the provider's name of it, or null. */
export async function removeMethod(tx: Tx, userId: string, id: string): Promise<string | null> {
  const [removed] = await tx
    .update(paymentMethods)
    .set({ removedAt: sql`now()`, isDefault: false })
    .where(and(onFile(userId), eq(paymentMethods.id, id)))
    .returning({ providerRef: paymentMethods.providerRef });
  if (!removed) return null;
  await tx.execute(sql`
    update ${paymentMethods} set is_default = true
    where id = (select id from ${paymentMethods} where user_id = ${userId} and removed_at is null
                order by declined_at is not null, created_at desc, id desc limit 1)
      and not exists (select from ${paymentMethods} where user_id = ${userId} and is_default)`);
  return removed.providerRef;
}

/** Removed methods that the provider still knows, oldest first. */
export async function methodsToForget({ db }: Database, limit: number): Promise<string[]> {
  const rows = await db
    .select({ providerRef: paymentMethods.providerRef })
    .from(paymentMethods)
    .where(and(isNotNull(paymentMethods.removedAt), isNull(paymentMethods.detachedAt)))
    .orderBy(asc(paymentMethods.removedAt))
    .limit(limit);
  return rows.map((row) => row.providerRef);
}

export async function markForgotten({ db }: Database, providerRef: string): Promise<void> {
  await db
    .update(paymentMethods)
    .set({ detachedAt: sql`now()` })
    .where(eq(paymentMethods.providerRef, providerRef));
}

/** Methods on file of each of these people, the one that is charged first, then newest first. */
export async function methodsOf({ db }: Database, userIds: readonly string[]): Promise<PaymentMethod[]> {
  const rows = await db
    .select()
    .from(paymentMethods)
    .where(and(inArray(paymentMethods.userId, [...userIds]), isNull(paymentMethods.removedAt)))
    .orderBy(desc(paymentMethods.isDefault), desc(paymentMethods.createdAt), desc(paymentMethods.id))
    .limit(METHODS_PER_READ_MAX);
  return rows.map(toMethod);
}

/** How many methods of a person there are that were not declined. */
export const countWorking = (tx: Tx, userId: string): Promise<number> =>
  tx.$count(paymentMethods, and(onFile(userId), isNull(paymentMethods.declinedAt)));

/** Whose method this is; null when it is on nobody's file any more. */
export async function ownerOfMethod(tx: Tx, providerRef: string): Promise<string | null> {
  const [row] = await tx
    .select({ userId: paymentMethods.userId })
    .from(paymentMethods)
    .where(and(eq(paymentMethods.providerRef, providerRef), isNull(paymentMethods.removedAt)));
  return row?.userId ?? null;
}

/** A charge of this method was declined: another one that works, if there is any, is charged from now on. The methods must be locked. */
export async function markDeclined(tx: Tx, userId: string, providerRef: string): Promise<void> {
  await tx
    .update(paymentMethods)
    .set({ declinedAt: sql`now()` })
    .where(and(onFile(userId), eq(paymentMethods.providerRef, providerRef)));
  const [another] = await tx
    .select({ id: paymentMethods.id })
    .from(paymentMethods)
    .where(and(onFile(userId), isNull(paymentMethods.declinedAt)))
    .orderBy(desc(paymentMethods.isDefault), desc(paymentMethods.createdAt), desc(paymentMethods.id))
    .limit(1);
  if (!another) return;
  const mine = and(onFile(userId), eq(paymentMethods.isDefault, true));
  await tx.update(paymentMethods).set({ isDefault: false }).where(mine);
  await tx.update(paymentMethods).set({ isDefault: true }).where(eq(paymentMethods.id, another.id));
}

/** Who of these people has a method on file that works, as far as we know: one that was not declined. */
export async function peopleWithMethods({ db }: Database, userIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ userId: paymentMethods.userId })
    .from(paymentMethods)
    .where(
      and(
        inArray(paymentMethods.userId, userIds.filter(isId)),
        isNull(paymentMethods.removedAt),
        isNull(paymentMethods.declinedAt),
      ),
    );
  return new Set(rows.map((row) => row.userId));
}
