import type { Tx } from "@outcry/database";
import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { LiveSession } from "../domain/session.ts";
import { refreshTokens, sessions } from "../tables/index.ts";
import type { Reader } from "./accounts.ts";

export type NewSession = Readonly<{
  id: string;
  accountId: string;
  createdAt: Date;
  expiresAt: Date;
  tokenHash: string;
}>;

/** Records a session and the first token of its family. */
export async function recordSession(tx: Tx, { tokenHash, ...session }: NewSession): Promise<void> {
  await tx.insert(sessions).values(session);
  await tx
    .insert(refreshTokens)
    .values({ hash: tokenHash, sessionId: session.id, issuedAt: session.createdAt });
}

export type PresentedToken = Readonly<{
  sessionId: string;
  accountId: string;
  endedAt: Date | null;
  expiresAt: Date;
  usedAt: Date | null;
}>;

/**
 * Finds a token and holds its session, so that two uses of one family take turns. Null for an unknown token.
 */
export async function lockToken(tx: Tx, hash: string): Promise<PresentedToken | null> {
  const [family] = await tx
    .select({ sessionId: refreshTokens.sessionId })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, hash));
  if (!family) return null;
  const [session] = await tx.select().from(sessions).where(eq(sessions.id, family.sessionId)).for("update");
  // Read again under the lock: the other use of the family may have just come before.
  const [token] = await tx
    .select({ usedAt: refreshTokens.usedAt })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, hash));
  if (!session || !token) return null;
  const { accountId, endedAt, expiresAt } = session;
  return { sessionId: session.id, accountId, endedAt, expiresAt, usedAt: token.usedAt };
}

/** When a token was used; undefined when there is no such token, null when it was not used. */
export async function tokenUsedAt(tx: Tx, hash: string): Promise<Date | null | undefined> {
  const [token] = await tx
    .select({ usedAt: refreshTokens.usedAt })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, hash));
  return token?.usedAt;
}

export type Rotation = Readonly<{
  sessionId: string;
  hash: string;
  successorHash: string;
  at: Date;
  expiresAt: Date;
}>;

/** Uses a token up, records its successor, and lets the session live on. */
export async function rotateToken(tx: Tx, rotation: Rotation): Promise<void> {
  const { sessionId, hash, successorHash, at, expiresAt } = rotation;
  await tx.update(refreshTokens).set({ usedAt: at }).where(eq(refreshTokens.hash, hash));
  await tx.insert(refreshTokens).values({ hash: successorHash, sessionId, issuedAt: at });
  await tx.update(sessions).set({ expiresAt }).where(eq(sessions.id, sessionId));
}

/** Ends a session. Answers whose it was; null when it had ended before, or is not `accountId`'s. */
export async function endSession(tx: Tx, id: string, accountId: string, at: Date): Promise<string | null> {
  const [ended] = await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId), isNull(sessions.endedAt)))
    .returning({ accountId: sessions.accountId });
  return ended?.accountId ?? null;
}

const LIVE_SESSIONS_SHOWN_MAX = 50;

const isLive = () => and(isNull(sessions.endedAt), gt(sessions.expiresAt, sql`now()`));

/** Somebody's sessions that have not ended, newest first. */
export const liveSessionsOf = (reader: Reader, accountId: string): Promise<LiveSession[]> =>
  reader
    .select({ id: sessions.id, createdAt: sessions.createdAt, expiresAt: sessions.expiresAt })
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), isLive()))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(LIVE_SESSIONS_SHOWN_MAX);

export async function isLiveSession(reader: Reader, id: string, accountId: string): Promise<boolean> {
  const rows = await reader
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId), isLive()));
  return rows.length === 1;
}
