import type { Tx } from "@outcry/database";
import { and, asc, desc, eq } from "drizzle-orm";
import type { Address } from "../domain/address.ts";
import { addresses } from "../tables/index.ts";
import type { Reader } from "./accounts.ts";

const columns = {
  id: addresses.id,
  recipient: addresses.recipient,
  line1: addresses.line1,
  line2: addresses.line2,
  city: addresses.city,
  region: addresses.region,
  postalCode: addresses.postalCode,
  countryCode: addresses.countryCode,
  isDefault: addresses.isDefault,
};

const ADDRESSES_READ_MAX = 100;

/** Somebody's addresses, the default first, then the oldest. */
export const addressesOf = (reader: Reader, accountId: string): Promise<Address[]> =>
  reader
    .select(columns)
    .from(addresses)
    .where(eq(addresses.accountId, accountId))
    .orderBy(desc(addresses.isDefault), asc(addresses.createdAt), asc(addresses.id))
    .limit(ADDRESSES_READ_MAX);

export type NewAddress = Address & Readonly<{ accountId: string }>;

/** Records addresses; returns the ids of those recorded, which leaves out ids that were taken. */
export async function recordAddresses(tx: Tx, list: readonly NewAddress[]): Promise<Set<string>> {
  if (list.length === 0) return new Set();
  const recorded = await tx
    .insert(addresses)
    .values([...list])
    .onConflictDoNothing({ target: addresses.id })
    .returning({ id: addresses.id });
  return new Set(recorded.map(({ id }) => id));
}

export async function removeAddress(tx: Tx, id: string): Promise<void> {
  await tx.delete(addresses).where(eq(addresses.id, id));
}

/** Leaves at most one default: the given one, or none. The account must be locked. */
export async function setDefault(tx: Tx, accountId: string, id: string | null): Promise<void> {
  await tx
    .update(addresses)
    .set({ isDefault: false })
    .where(and(eq(addresses.accountId, accountId), eq(addresses.isDefault, true)));
  if (id === null) return;
  await tx
    .update(addresses)
    .set({ isDefault: true })
    .where(and(eq(addresses.accountId, accountId), eq(addresses.id, id)));
}
