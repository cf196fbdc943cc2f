import { MILLISECONDS } from "@outcry/kernel";

/** A session ends when it is not refreshed for so long. */
export const SESSION_MILLISECONDS = 30 * MILLISECONDS.day;

/**
 * A client that lost the answer may send the same refresh token again for so long, and gets the same answer.
 */
export const REPEAT_MILLISECONDS = 10 * MILLISECONDS.second;

export const TICKET_MILLISECONDS = 30 * MILLISECONDS.second;

/** A session that has not ended. */
export type LiveSession = Readonly<{ id: string; createdAt: Date; expiresAt: Date }>;

export type RefreshFacts = Readonly<{
  sessionEndedAt: Date | null;
  sessionExpiresAt: Date;
  /** When the presented token was first used; null when this is the first use. */
  usedAt: Date | null;
  /** When the token that came of that first use was used itself; null while it is unused. */
  successorUsedAt: Date | null;
}>;

/**
 * What a presented refresh token leads to. `rotate`: its first use. `repeat`: a second use moments later,
 * before its
 * successor was used, as by a client that lost the answer or two tabs at once: the successor is given
 * again, so there
 * is never more than one live token. `reused`: any other second use, which means that two parties hold it:
 * the session
 * ends for both. `ended`: the session is over already.
 */
export function decideRefresh(facts: RefreshFacts, now: Date): "rotate" | "repeat" | "reused" | "ended" {
  if (facts.sessionEndedAt !== null || facts.sessionExpiresAt <= now) return "ended";
  if (facts.usedAt === null) return "rotate";
  const isSoon = now.getTime() - facts.usedAt.getTime() <= REPEAT_MILLISECONDS;
  return isSoon && facts.successorUsedAt === null ? "repeat" : "reused";
}
