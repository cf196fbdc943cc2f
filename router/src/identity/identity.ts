import { API_KEY_PREFIX } from "@outcry/contracts";
import type { Logger } from "pino";
import { ANONYMOUS, type Caller } from "../caller.ts";
import { unauthenticated } from "../refusal.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { AccessTokens } from "./access-tokens.ts";
import { ApiKeys } from "./api-keys.ts";
import { type AskIdentity, askIdentity } from "./ask.ts";
import { KeySet } from "./key-set.ts";
import { noRevocations, PolledRevocations, type RevocationFeed, type RevocationList } from "./revocations.ts";
import { redeemTicket } from "./tickets.ts";

/** Finds out who asks. */
export interface Identity {
  readonly revocations: RevocationList;
  /** Who an `Authorization` header was found to speak for before, at no cost. Null: that must be found out first. */
  known(authorization: string | undefined): Caller | null;
  /** From an `Authorization` header. None at all is anonymous; throws `Refusal` for one that is not good. */
  fromAuthorization(authorization: string | undefined): Promise<Caller>;
  /** From `connectionParams` of a socket: `authorization` as above, or a single-use `ticket`. */
  fromConnection(parameters: Readonly<Record<string, unknown>>): Promise<Caller>;
}

/** For a supergraph without accounts: everybody is anonymous. */
export const noIdentity: Identity = {
  revocations: noRevocations,
  known: () => ANONYMOUS,
  fromAuthorization: async () => ANONYMOUS,
  fromConnection: async () => ANONYMOUS,
};

const credentialsIn = (authorization: string): string | undefined =>
  /^Bearer ([!-~]+)$/i.exec(authorization)?.[1];

export type IdentityOptions = Readonly<{
  /** Where identity listens, without a path; its keys are at `/.well-known/jwks.json`. */
  url: string;
  subgraph: () => Subgraph;
  /** Identity's event feed. Without it, a revoked session lasts until its token expires. */
  feed?: RevocationFeed | undefined;
  log: Logger;
}>;

export function makeIdentity({ url, subgraph, feed, log }: IdentityOptions): Identity {
  const tokens = new AccessTokens(new KeySet(new URL("/.well-known/jwks.json", url).href));
  const ask: AskIdentity = askIdentity(subgraph, log);
  const keys = new ApiKeys(ask);
  const revocations = feed ? new PolledRevocations(feed, log) : noRevocations;

  const isRevoked = ({ sessionId }: Caller) => sessionId !== null && revocations.isRevoked(sessionId);
  const alive = (caller: Caller): Caller => {
    if (isRevoked(caller)) throw unauthenticated();
    return caller;
  };
  const fromAuthorization = async (authorization: string | undefined): Promise<Caller> => {
    if (authorization === undefined) return ANONYMOUS;
    const credentials = credentialsIn(authorization);
    if (!credentials) throw unauthenticated();
    return credentials.startsWith(API_KEY_PREFIX)
      ? await keys.read(credentials)
      : alive(await tokens.read(credentials));
  };
  const known = (authorization: string | undefined): Caller | null => {
    if (authorization === undefined) return ANONYMOUS;
    const credentials = credentialsIn(authorization);
    if (!credentials) return null;
    const caller = credentials.startsWith(API_KEY_PREFIX)
      ? keys.known(credentials)
      : tokens.known(credentials);
    return caller && !isRevoked(caller) ? caller : null;
  };
  return {
    revocations,
    known,
    fromAuthorization,
    async fromConnection({ authorization, ticket }) {
      if (typeof ticket === "string") return alive(await redeemTicket(ask, ticket));
      if (authorization === undefined || authorization === null) return ANONYMOUS;
      if (typeof authorization !== "string") throw unauthenticated();
      return fromAuthorization(authorization);
    },
  };
}
