import { ACCESS_TOKEN, accessTokenClaims, SCOPES } from "@outcry/contracts";
import { BoundedMap } from "@outcry/kernel";
import { jwtVerify } from "jose";
import type { Caller } from "../caller.ts";
import { Refusal, unauthenticated } from "../refusal.ts";
import { type KeySet, KeysUnavailable } from "./key-set.ts";

/** Tokens that were verified once. A signature costs 100 µs to check, and each client sends the same one for minutes. */
const VERIFIED_MAX = 10_000;
/** Ours have about 600 characters. */
const TOKEN_LENGTH_MAX = 4_096;

/** Says who an access token speaks for. Throws `Refusal`: 401 for any fault of the token, 503 without identity's keys. */
export class AccessTokens {
  readonly #keys: KeySet;
  readonly #verified = new BoundedMap<string, Caller>({ entries: VERIFIED_MAX });

  constructor(keys: KeySet) {
    this.#keys = keys;
  }

  /** Who a token that was verified before, and has not expired since, speaks for. */
  known(token: string): Caller | null {
    const known = this.#verified.get(token);
    return known?.expiresAt && known.expiresAt.getTime() > Date.now() ? known : null;
  }

  async read(token: string): Promise<Caller> {
    const known = this.known(token);
    if (known) return known;
    if (token.length > TOKEN_LENGTH_MAX) throw unauthenticated();
    const caller = await this.#verify(token);
    this.#verified.set(token, caller);
    return caller;
  }

  async #verify(token: string): Promise<Caller> {
    try {
      const { payload } = await jwtVerify(token, this.#keys.find, {
        algorithms: [ACCESS_TOKEN.algorithm],
        issuer: ACCESS_TOKEN.issuer,
        audience: ACCESS_TOKEN.audience,
        requiredClaims: ["exp", "sub"],
        clockTolerance: ACCESS_TOKEN.clockToleranceSeconds,
      });
      const claims = accessTokenClaims.parse(payload);
      return Object.freeze({
        userId: claims.sub,
        sessionId: claims.sid,
        roles: claims.roles,
        scopes: SCOPES,
        apiKey: null,
        expiresAt: new Date((claims.exp + ACCESS_TOKEN.clockToleranceSeconds) * 1_000),
      });
    } catch (fault) {
      if (fault instanceof KeysUnavailable)
        throw new Refusal("SUBGRAPH_UNAVAILABLE", 503, "Credentials cannot be checked right now.", {
          "retry-after": "5",
        });
      throw unauthenticated();
    }
  }
}
