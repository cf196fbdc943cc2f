import { signPassport } from "@outcry/service";
import { type Caller, THE_ROUTER } from "./caller.ts";

/** In whose name the router calls: a client's, or its own. */
export type Signer = "router" | "edge";

/** How the router vouches to subgraphs for who asks. */
export interface Passports {
  /** A passport for exactly these bytes, or null where passports are off. */
  issue(audience: string, caller: Caller, body: string | Uint8Array): string | null;
}

export const noPassports: Passports = { issue: () => null };

/**
 * Passports signed by `router` vouch for a client, those signed by `edge` for the router itself: it asks identity
 * about keys and tickets and hands on webhooks, which no client may. `keyFor` gives the key a signer shares with
 * one audience; it throws for an unknown audience.
 */
export function passportsSignedWith(keyFor: (audience: string, signer: Signer) => string): Passports {
  return {
    issue: (audience, caller, body) => {
      const signer: Signer = caller === THE_ROUTER ? "edge" : "router";
      return signPassport({
        key: keyFor(audience, signer),
        caller: signer,
        audience,
        subject: caller.userId,
        sessionId: caller.sessionId,
        roles: caller.roles,
        scopes: caller.scopes,
        body,
        now: new Date(),
      });
    },
  };
}
