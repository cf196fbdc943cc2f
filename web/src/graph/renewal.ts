import "server-only";
import { RefreshSessionDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "./ask.ts";
import type { SessionTokens } from "./session-cookies.ts";

/**
 * What became of a session: renewed, ended for good, or unknown because nobody answered,
 * in which case the cookies stay and the next request tries again.
 */
export type Renewal =
  | Readonly<{ kind: "renewed"; session: SessionTokens }>
  | Readonly<{ kind: "ended" }>
  | Readonly<{ kind: "unknown" }>;

/**
 * A refresh token works once, and using it twice ends the session. A page asks for many things at once,
 * so all requests that carry the same token share one renewal, and late ones get its result for a while.
 */
const SHARED_MILLISECONDS = 60_000;
const RENEWALS_MAX = 10_000;

type Shared = { started: number; renewal: Promise<Renewal> };

// The proxy and the routes are separate bundles of one process: they share what hangs from the global object only.
const KEY = Symbol.for("outcry.web.renewals");
const globals = globalThis as { [KEY]?: Map<string, Shared> };
globals[KEY] ??= new Map();
const renewals = globals[KEY];

async function renewNow({ refreshToken, name }: SessionTokens): Promise<Renewal> {
  const { data, status } = await ask(RefreshSessionDocument, { input: { refreshToken } });
  const session = data?.refreshSession?.session;
  if (session)
    return {
      kind: "renewed",
      session: {
        accessToken: session.accessToken,
        refreshToken: session.refreshToken,
        expiresAt: Date.parse(session.expiresAt),
        name: session.user?.displayName ?? name,
      },
    };
  const refused = (data?.refreshSession?.userErrors.length ?? 0) > 0 || status === 401;
  return refused ? { kind: "ended" } : { kind: "unknown" };
}

/** Trades a session's refresh token for a new session, once for all who ask at the same time. */
export function renew(session: SessionTokens, now: number = Date.now()): Promise<Renewal> {
  for (const [token, { started }] of renewals) {
    if (now - started < SHARED_MILLISECONDS && renewals.size < RENEWALS_MAX) break;
    renewals.delete(token);
  }
  const shared = renewals.get(session.refreshToken);
  if (shared) return shared.renewal;
  const renewal = renewNow(session);
  renewals.set(session.refreshToken, { started: now, renewal });
  // An answer that never came is not worth sharing: the token may still be good.
  void renewal.then(({ kind }) => {
    if (kind === "unknown") renewals.delete(session.refreshToken);
  });
  return renewal;
}
