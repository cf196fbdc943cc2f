import { createHash } from "node:crypto";
import { BoundedMap } from "@outcry/kernel";
import { z } from "zod";
import type { Caller } from "../caller.ts";
import { unauthenticated } from "../refusal.ts";
import type { AskIdentity } from "./ask.ts";

/** How long a revoked key may still work. */
const KEPT_MILLISECONDS = 30_000;
const KEPT_MAX = 10_000;
const SECRET_LENGTH_MAX = 256;

const VERIFY = `query verifyApiKey($secret: String!) {
  verifyApiKey(secret: $secret) { keyId userId roles scopes requestsPerMinute }
}`;

const verified = z.object({
  verifyApiKey: z
    .object({
      keyId: z.string(),
      userId: z.string(),
      roles: z.array(z.string()),
      scopes: z.array(z.string()),
      requestsPerMinute: z.number().int().positive(),
    })
    .nullable(),
});

/** `found` once identity has answered, and the key is good. */
type Kept = { readonly caller: Promise<Caller>; readonly until: number; found: Caller | null };

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Says who an API key speaks for. Refused keys are kept as well: guessing must not become load on identity. */
export class ApiKeys {
  readonly #ask: AskIdentity;
  /** By hash: the secrets themselves are not kept. */
  readonly #kept = new BoundedMap<string, Kept>({ entries: KEPT_MAX });

  constructor(ask: AskIdentity) {
    this.#ask = ask;
  }

  /** Who a key that was found good in the last half minute speaks for. */
  known(secret: string): Caller | null {
    if (secret.length > SECRET_LENGTH_MAX) return null;
    const kept = this.#kept.get(hashOf(secret));
    return kept && kept.until > Date.now() ? kept.found : null;
  }

  /** Throws `Refusal`: 401 for an unknown or revoked key, 503 when identity does not answer. */
  read(secret: string): Promise<Caller> {
    if (secret.length > SECRET_LENGTH_MAX) return Promise.reject(unauthenticated());
    const hash = hashOf(secret);
    const kept = this.#kept.get(hash);
    if (kept && kept.until > Date.now()) return kept.caller;
    const caller = this.#verify(secret);
    const keeping: Kept = { caller, until: Date.now() + KEPT_MILLISECONDS, found: null };
    this.#kept.set(hash, keeping);
    caller.then(
      (found) => {
        keeping.found = found;
      },
      (fault) => {
        if (fault?.status !== 401) this.#kept.delete(hash); // Identity was away: the next request asks again.
      },
    );
    return caller;
  }

  async #verify(secret: string): Promise<Caller> {
    const { verifyApiKey: key } = verified.parse(await this.#ask(VERIFY, { secret }));
    if (!key) throw unauthenticated();
    return Object.freeze({
      userId: key.userId,
      sessionId: null,
      roles: key.roles,
      scopes: key.scopes,
      apiKey: { id: key.keyId, requestsPerMinute: key.requestsPerMinute },
      expiresAt: null,
    });
  }
}
