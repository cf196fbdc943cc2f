import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { request } from "undici";
import { z } from "zod";

/** An unknown key id may be a new key or a forgery; forgeries must not become our load on identity. */
const REFETCH_MILLISECONDS_MIN = 5_000;
/** A key that identity withdrew is trusted for at most this long. */
const AGE_MILLISECONDS_MAX = 5 * 60_000;
const FETCH_MILLISECONDS_MAX = 2_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Identity's keys cannot be read: nobody's token can be judged, which is our fault and not theirs. */
export class KeysUnavailable extends Error {}

/** Identity's public keys, kept, and fetched again when they are old or a token names one we do not know. */
export class KeySet {
  readonly #url: string;
  #find: ReturnType<typeof createLocalJWKSet> | null = null;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** For jose: the key a token was signed with. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.#find || Date.now() - this.#fetchedAt > AGE_MILLISECONDS_MAX) await this.#refresh();
    if (!this.#find) throw new KeysUnavailable();
    try {
      return await this.#find(header, token);
    } catch (fault) {
      if (!(fault instanceof errors.JWKSNoMatchingKey)) throw fault;
      await this.#refresh();
      return this.#find(header, token);
    }
  };

  async #refresh(): Promise<void> {
    if (!this.#fetching && Date.now() - this.#triedAt < REFETCH_MILLISECONDS_MIN) return;
    this.#triedAt = Date.now();
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    await this.#fetching;
  }

  /** Keeps the keys it has when identity does not answer. */
  async #fetch(): Promise<void> {
    try {
      const { statusCode, body } = await request(this.#url, {
        signal: AbortSignal.timeout(FETCH_MILLISECONDS_MAX),
      });
      if (statusCode !== 200) return await body.dump();
      this.#find = createLocalJWKSet(keySet.parse(await body.json()) as JSONWebKeySet);
      this.#fetchedAt = Date.now();
    } catch {
      // No keys yet: `find` says so. Old keys: they serve on.
    }
  }
}
