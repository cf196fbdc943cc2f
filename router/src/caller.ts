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

/** Two callers with the same identity get the same answers, so their work may be shared. */
export const identityOf = (caller: Caller): string =>
  caller === ANONYMOUS
    ? ""
    : JSON.stringify([caller.userId, caller.sessionId, caller.apiKey?.id, caller.roles, caller.scopes]);
