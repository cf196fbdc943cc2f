import type { Database } from "@outcry/database";
import { eq } from "drizzle-orm";
import { customers, sellerAccounts } from "../tables/index.ts";

/** Each person once as a customer, and once as a seller: by the provider's names. */
const TABLES = { customer: customers, seller: sellerAccounts } as const;

/** The provider's name of a person in this part, or null when it was never told of them. */
export async function providerRefOf(
  { db }: Database,
  part: keyof typeof TABLES,
  userId: string,
): Promise<string | null> {
  const table = TABLES[part];
  const [row] = await db.select().from(table).where(eq(table.userId, userId));
  return row?.providerRef ?? null;
}

/** Keeps the provider's name of a person. Who is second keeps the first one's, which is the same: see the idempotency keys. */
export async function keepProviderRef(
  database: Database,
  part: keyof typeof TABLES,
  userId: string,
  providerRef: string,
): Promise<string> {
  await database.db.insert(TABLES[part]).values({ userId, providerRef }).onConflictDoNothing();
  return (await providerRefOf(database, part, userId)) ?? providerRef;
}
