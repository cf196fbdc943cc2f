import { sealClaims, writeClaims } from "@outcry/service";
import { type Caller, THE_ROUTER } from "./caller.ts";

/** In whose name the router calls: a client's, or its own. */
export type Signer = "router" | "edge";

/** How the router vouches to subgraphs for who asks. */
export interface Passports {
  /** A passport for exactly these bytes, or null where passports are off. */
  issue(audience: string, caller: Caller, body: string | Uint8Array): string | null;
}

export const noPassports: Passports = { issue: () => null };

/** Claims that were written for an audience in a second; the next ones of that second are the same. */
type Written = { second: number; claims: string; key: string };

/**
 * Passports signed by `router` vouch for a client, those signed by `edge` for the router itself: it asks identity
 * about keys and tickets and hands on webhooks, which no client may. `keyFor` gives the key a signer shares with
 * one audience; it throws for an unknown audience.
 */
export function passportsSignedWith(keyFor: (audience: string, signer: Signer) => string): Passports {
  /** By caller, for as long as there is one, and audience, of which there are as many as subgraphs. */
  const written = new WeakMap<Caller, Map<string, Written>>();
  const claimsFor = (caller: Caller, audience: string): Written => {
    const byAudience = written.get(caller) ?? new Map<string, Written>();
    const now = Date.now();
    const second = Math.floor(now / 1_000);
    const known = byAudience.get(audience);
    if (known?.second === second) return known;
    const signer: Signer = caller === THE_ROUTER ? "edge" : "router";
    const claims = writeClaims({
      caller: signer,
      audience,
      subject: caller.userId,
      sessionId: caller.sessionId,
      roles: caller.roles,
      scopes: caller.scopes,
      now: new Date(now),
    });
    const fresh = { second, claims, key: keyFor(audience, signer) };
    written.set(caller, byAudience.set(audience, fresh));
    return fresh;
  };
  return {
    issue: (audience, caller, body) => {
      const { claims, key } = claimsFor(caller, audience);
      return sealClaims(key, claims, body);
    },
  };
}
