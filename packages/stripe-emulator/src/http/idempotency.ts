import { createHash } from "node:crypto";
import type postgres from "postgres";
import { invalidParameter, keyElsewhere, keyInUse, keyReused } from "../errors.ts";
import type { KeptAnswer } from "../store/flush.ts";
import { canonical, type Form } from "./form.ts";

const KEY_LENGTH_MAX = 255;

/** One keyed request: Stripe remembers keys per account. */
export type KeyedRequest = { account: string; key: string; path: string; fingerprint: string };

export function keyedRequest(account: string, key: string, path: string, form: Form): KeyedRequest {
  if (key.length > KEY_LENGTH_MAX) {
    throw invalidParameter(`Idempotency keys can be at most ${KEY_LENGTH_MAX} characters long.`);
  }
  return {
    account,
    key,
    path,
    fingerprint: createHash("sha256").update(canonical(form)).digest("base64url"),
  };
}

type Claimed = Partial<KeptAnswer> & { free: boolean };

/**
 * Takes the key for the rest of the transaction, or finds what was answered under it. Refuses (409) a key that
 * another request is using, and (400) one that was used with other parameters or for another endpoint.
 */
export async function claimKey(sql: postgres.ISql, request: KeyedRequest): Promise<KeptAnswer | undefined> {
  const lock = `key ${request.account} ${request.key}`;
  const [row] = await sql<Claimed[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) as free, kept.*
    from (select 1) as one
    left join stripe_emulator.idempotency_key as kept
      on kept.account = ${request.account} and kept.key = ${request.key}`;
  if (!row?.free) throw keyInUse(request.key);
  const { key, path, fingerprint, status, body, request: original } = row;
  if (!key || !path || !fingerprint || !status || body === undefined || !original) return undefined;
  if (path !== request.path) throw keyElsewhere(key, path, request.path);
  if (fingerprint !== request.fingerprint) throw keyReused(key);
  return { account: request.account, key, path, fingerprint, status, body, request: original };
}
