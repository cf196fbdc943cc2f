/** Who asks, as the router itself found out. Nothing in it comes from a header other than `Authorization`. */
export type Caller = Readonly<{
  userId: string | null;
  sessionId: string | null;
  roles: readonly string[];
  scopes: readonly string[];
  /** Set when an API key was shown; its own quota then counts instead of the user's. */
  apiKey: Readonly<{ id: string; requestsPerMinute: number }> | null;
  /** When the credentials end by themselves; sockets are closed then. */
  expiresAt: Date | null;
}>;

export const ANONYMOUS: Caller = Object.freeze({
  userId: null,
  sessionId: null,
  roles: [],
  scopes: [],
  apiKey: null,
  expiresAt: null,
});

/** The router asking for itself. Compared by identity: no client can become it. */
export const THE_ROUTER: Caller = Object.freeze({ ...ANONYMOUS });

const identities = new WeakMap<Caller, string>([[ANONYMOUS, ""]]);

/** Two callers with the same identity get the same answers, so their work may be shared. */
export function identityOf(caller: Caller): string {
  const known = identities.get(caller);
  if (known !== undefined) return known;
  const { userId, sessionId, apiKey, roles, scopes } = caller;
  const identity = JSON.stringify([userId, sessionId, apiKey?.id, roles, scopes]);
  identities.set(caller, identity);
  return identity;
}
