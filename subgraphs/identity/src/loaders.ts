import type { Database } from "@outcry/database";
import { isId } from "@outcry/kernel";
import DataLoader from "dataloader";
import type { Account } from "./domain/account.ts";
import type { Address } from "./domain/address.ts";
import type { ApiKey } from "./domain/api-key.ts";
import type { LiveSession } from "./domain/session.ts";
import { accountsByIds } from "./store/accounts.ts";
import { addressesOf } from "./store/addresses.ts";
import { apiKeysOf } from "./store/api-keys.ts";
import { liveSessionsOf } from "./store/sessions.ts";

const BATCH_MAX = 200;

/** Made once per request: a loader's cache must never outlive a request, or be shared between two. */
export const makeLoaders = ({ db }: Database) => ({
  /** By id; what is no id at all is absent, and never reaches a query. */
  accountById: new DataLoader(
    async (ids: readonly string[]): Promise<(Account | null)[]> => {
      const sound = ids.filter(isId);
      const byId = new Map(
        (sound.length > 0 ? await accountsByIds(db, sound) : []).map((row) => [row.id, row]),
      );
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
    // PostgreSQL takes an id in any case and answers in lower case.
    { maxBatchSize: BATCH_MAX, cacheKeyFn: (id) => id.toLowerCase() },
  ),
  addressesOf: (accountId: string): Promise<Address[]> => addressesOf(db, accountId),
  sessionsOf: (accountId: string): Promise<LiveSession[]> => liveSessionsOf(db, accountId),
  apiKeysOf: (accountId: string): Promise<ApiKey[]> => apiKeysOf(db, accountId),
});
export type Loaders = ReturnType<typeof makeLoaders>;
