import type { Tx } from "@outcry/database";
import { eq, inArray } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Account, Role } from "../domain/account.ts";
import { accounts } from "../tables/index.ts";

export type Reader = PostgresJsDatabase | Tx;

const columns = {
  id: accounts.id,
  email: accounts.email,
  displayName: accounts.displayName,
  roles: accounts.roles,
  sellerVerified: accounts.sellerVerified,
  sellerDecidedAt: accounts.sellerDecidedAt,
  createdAt: accounts.createdAt,
};

type Row = Omit<Account, "roles"> & { roles: string[] };

/** The table's own check lets no other role in. */
const toAccount = (row: Row): Account => ({ ...row, roles: row.roles as Role[] });

export async function accountsByIds(reader: Reader, ids: readonly string[]): Promise<Account[]> {
  const rows = await reader
    .select(columns)
    .from(accounts)
    .where(inArray(accounts.id, [...ids]));
  return rows.map(toAccount);
}

export type Credentials = Readonly<{ id: string; passwordHash: string; roles: readonly Role[] }>;

/** What signing in compares; null for an address that no account has. */
export async function credentialsByEmail(reader: Reader, email: string): Promise<Credentials | null> {
  const [row] = await reader
    .select({ id: accounts.id, passwordHash: accounts.passwordHash, roles: accounts.roles })
    .from(accounts)
    .where(eq(accounts.email, email));
  return row ? { ...row, roles: row.roles as Role[] } : null;
}

export async function rolesOf(reader: Reader, accountId: string): Promise<readonly Role[]> {
  const [row] = await reader
    .select({ roles: accounts.roles })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  return (row?.roles ?? []) as Role[];
}

export type NewAccount = Readonly<{
  id: string;
  email: string;
  displayName: string;
  passwordHash: string;
  roles: readonly Role[];
  sellerVerified?: boolean;
  sellerDecidedAt?: Date | null;
  createdAt?: Date;
}>;

/**
 * Records accounts; returns the ids of those recorded, which leaves out ids and addresses that were taken.
 */
export async function recordAccounts(tx: Tx, list: readonly NewAccount[]): Promise<Set<string>> {
  if (list.length === 0) return new Set();
  const recorded = await tx
    .insert(accounts)
    .values(list.map((account) => ({ ...account, roles: [...account.roles] })))
    .onConflictDoNothing()
    .returning({ id: accounts.id });
  return new Set(recorded.map(({ id }) => id));
}

/** False when there is no such account. */
export async function renameAccount(tx: Tx, id: string, displayName: string): Promise<boolean> {
  const changed = await tx
    .update(accounts)
    .set({ displayName })
    .where(eq(accounts.id, id))
    .returning({ id: accounts.id });
  return changed.length === 1;
}

/** False when there is no such account. */
export async function decideSeller(tx: Tx, id: string, verified: boolean, at: Date): Promise<boolean> {
  const changed = await tx
    .update(accounts)
    .set({ sellerVerified: verified, sellerDecidedAt: at })
    .where(eq(accounts.id, id))
    .returning({ id: accounts.id });
  return changed.length === 1;
}

/** Holds an account for the rest of the transaction, so that changes to what belongs to it take turns. */
export async function lockAccount(tx: Tx, id: string): Promise<boolean> {
  const locked = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.id, id))
    .for("no key update");
  return locked.length === 1;
}
