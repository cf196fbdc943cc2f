import type { Tx } from "@outcry/database";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Role } from "../domain/account.ts";
import type { ApiKey, ApiKeyIdentity } from "../domain/api-key.ts";
import { accounts, apiKeys } from "../tables/index.ts";
import type { Reader } from "./accounts.ts";

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  scopes: apiKeys.scopes,
  requestsPerMinute: apiKeys.requestsPerMinute,
  createdAt: apiKeys.createdAt,
};

const API_KEYS_READ_MAX = 100;

/** Somebody's keys that were not revoked, newest first. */
export const apiKeysOf = (reader: Reader, accountId: string): Promise<ApiKey[]> =>
  reader
    .select(columns)
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(API_KEYS_READ_MAX);

export async function recordApiKey(
  tx: Tx,
  key: ApiKey & Readonly<{ accountId: string; secretHash: string }>,
): Promise<void> {
  await tx.insert(apiKeys).values({ ...key, scopes: [...key.scopes] });
}

/** Revokes a key of this account; null when it has no such key any more. */
export async function revokeApiKey(tx: Tx, id: string, accountId: string, at: Date): Promise<ApiKey | null> {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: at })
    .where(and(eq(apiKeys.id, id), eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt)))
    .returning(columns);
  return revoked ?? null;
}

/** Changes how much a key may be used, whoever owns it; null when there is no such key any more. */
export async function changeQuota(tx: Tx, id: string, requestsPerMinute: number): Promise<ApiKey | null> {
  const [changed] = await tx
    .update(apiKeys)
    .set({ requestsPerMinute })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning(columns);
  return changed ?? null;
}

/** Whom the key with this secret speaks for; null when there is none, or it was revoked. */
export async function identityOfKey(reader: Reader, secretHash: string): Promise<ApiKeyIdentity | null> {
  const [row] = await reader
    .select({
      keyId: apiKeys.id,
      userId: apiKeys.accountId,
      roles: accounts.roles,
      scopes: apiKeys.scopes,
      requestsPerMinute: apiKeys.requestsPerMinute,
    })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .where(and(eq(apiKeys.secretHash, secretHash), isNull(apiKeys.revokedAt)));
  return row ? { ...row, roles: row.roles as Role[] } : null;
}
