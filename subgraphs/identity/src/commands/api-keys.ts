import { API_KEY_PREFIX } from "@outcry/contracts";
import { transactionTime, withTransaction } from "@outcry/database";
import { isId, newId, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "../domain/account.ts";
import {
  API_KEYS_MAX,
  type ApiKey,
  type ApiKeyIdentity,
  type ApiKeyRequest,
  type Grantor,
  quotaObjection,
  readApiKey,
} from "../domain/api-key.ts";
import { lockAccount } from "../store/accounts.ts";
import { apiKeysOf, changeQuota, identityOfKey, recordApiKey, revokeApiKey } from "../store/api-keys.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { hashOf, newSecret } from "./secrets.ts";

type Dependencies = Pick<CommandDependencies, "database">;
export type NewApiKey = Readonly<{ apiKey: ApiKey; secret: string }>;

const notFound = (message: string, property: string) =>
  refuse({ kind: "NotFound" as const, message, field: ["input", property] });

/** Makes an API key that can do no more than the one who asks. Its secret is told this once. */
export const makeCreateApiKey =
  ({ database }: Dependencies) =>
  async (
    accountId: string,
    request: ApiKeyRequest,
    grantor: Grantor,
  ): Promise<Result<NewApiKey, Refusal[]>> => {
    const read = readApiKey(request, grantor);
    if (!read.ok) return read;
    const secret = `${API_KEY_PREFIX}${newSecret()}`;
    return withTransaction(database, async (tx) => {
      if (!(await lockAccount(tx, accountId))) {
        return refuse([{ kind: "NotFound" as const, message: "There is no such account." }]);
      }
      if ((await apiKeysOf(tx, accountId)).length >= API_KEYS_MAX) {
        const message = `An account has at most ${API_KEYS_MAX} keys. Revoke one first.`;
        return refuse([{ kind: "LimitReached" as const, limit: `${API_KEYS_MAX}`, message }]);
      }
      const apiKey = { ...read.value, id: newId(), createdAt: await transactionTime(tx) };
      await recordApiKey(tx, { ...apiKey, accountId, secretHash: hashOf(secret) });
      return ok({ apiKey, secret });
    });
  };

/** Ends a key of this account. Another's key and none at all look the same. */
export const makeRevokeApiKey =
  ({ database }: Dependencies) =>
  async (accountId: string, apiKeyId: string): Promise<Result<ApiKey, Refusal>> => {
    const revoked = isId(apiKeyId)
      ? await withTransaction(database, async (tx) =>
          revokeApiKey(tx, apiKeyId, accountId, await transactionTime(tx)),
        )
      : null;
    return revoked ? ok(revoked) : notFound("You have no such key.", "apiKeyId");
  };

/** Changes the quota of anybody's key; the caller is an admin. The router hears of it when its copy of the key ends. */
export const makeSetApiKeyQuota =
  ({ database }: Dependencies) =>
  async (apiKeyId: string, requestsPerMinute: number): Promise<Result<ApiKey, Refusal>> => {
    const objection = quotaObjection(requestsPerMinute);
    if (objection) return refuse(objection);
    const changed = isId(apiKeyId)
      ? await withTransaction(database, (tx) => changeQuota(tx, apiKeyId, requestsPerMinute))
      : null;
    return changed ? ok(changed) : notFound("There is no such key.", "apiKeyId");
  };

/** Whom a key speaks for; null for a secret that is no key's, or whose key was revoked. */
export const makeVerifyApiKey =
  ({ database }: Dependencies) =>
  async (secret: string): Promise<ApiKeyIdentity | null> =>
    secret.startsWith(API_KEY_PREFIX) ? identityOfKey(database.db, hashOf(secret)) : null;
