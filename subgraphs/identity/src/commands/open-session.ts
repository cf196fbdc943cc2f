import { ACCESS_TOKEN } from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { after, newId } from "@outcry/kernel";
import type { Role } from "../domain/account.ts";
import { SESSION_MILLISECONDS } from "../domain/session.ts";
import { recordSession } from "../store/sessions.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { hashOf, newSecret } from "./secrets.ts";

/** Tokens of a session, shown to its owner and to nobody else. */
export type IssuedSession = Readonly<{
  userId: string;
  accessToken: string;
  refreshToken: string;
  /** When the access token expires. */
  expiresAt: Date;
}>;

/** A session that is recorded, and whose access token is still to be signed. */
export type OpenedSession = Readonly<{ id: string; userId: string; refreshToken: string; at: Date }>;

/** Records a new session. Its access token is signed after the commit, by `issue`. */
export async function openSession(tx: Tx, userId: string, at: Date): Promise<OpenedSession> {
  const session = { id: newId(), userId, refreshToken: newSecret(), at };
  await recordSession(tx, {
    id: session.id,
    accountId: userId,
    createdAt: at,
    expiresAt: after(at, SESSION_MILLISECONDS),
    tokenHash: hashOf(session.refreshToken),
  });
  return session;
}

/**
 * Signs the access token of a session. Not inside a transaction: nothing but the database is awaited there.
 */
export async function issue(
  accessTokens: AccessTokens,
  { id, userId, refreshToken, at }: OpenedSession,
  roles: readonly Role[],
): Promise<IssuedSession> {
  const accessToken = await accessTokens.issue({ userId, sessionId: id, roles, issuedAt: at });
  return { userId, accessToken, refreshToken, expiresAt: after(at, ACCESS_TOKEN.lifetimeMilliseconds) };
}
