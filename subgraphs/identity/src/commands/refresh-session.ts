import { type Tx, transactionTime, withTransaction } from "@outcry/database";
import { after, ok, type Result, refuse } from "@outcry/kernel";
import { invalid, type Refusal, type Role } from "../domain/account.ts";
import { decideRefresh, SESSION_MILLISECONDS } from "../domain/session.ts";
import { announceAll, sessionRevoked } from "../events.ts";
import { rolesOf } from "../store/accounts.ts";
import { endSession, lockToken, rotateToken, tokenUsedAt } from "../store/sessions.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { type IssuedSession, issue, type OpenedSession } from "./open-session.ts";
import { hashOf, successorOf } from "./secrets.ts";

const ENDED = invalid("refreshToken", "This session has ended. Please sign in again.");

type Outcome =
  | { kind: "refreshed"; session: OpenedSession; roles: readonly Role[] }
  | { kind: "revoked" }
  | { kind: "refused" };

async function refresh(tx: Tx, presented: string, successor: string): Promise<Outcome> {
  const hash = hashOf(presented);
  const token = await lockToken(tx, hash);
  if (!token) return { kind: "refused" };
  const at = await transactionTime(tx);
  const successorHash = hashOf(successor);
  const successorUsedAt = token.usedAt === null ? null : await tokenUsedAt(tx, successorHash);
  const { sessionId, accountId } = token;
  const decision = decideRefresh(
    {
      sessionEndedAt: token.endedAt,
      sessionExpiresAt: token.expiresAt,
      usedAt: token.usedAt,
      successorUsedAt: successorUsedAt ?? null,
    },
    at,
  );
  // Without its row the successor was derived with a signing key that is no longer ours: it can not be
  // given again.
  if (decision === "ended" || (decision === "repeat" && successorUsedAt === undefined))
    return { kind: "refused" };
  if (decision === "reused") {
    const ended = await endSession(tx, sessionId, accountId, at);
    if (ended) await announceAll(tx, [sessionRevoked(sessionId, accountId, at)]);
    return { kind: "revoked" };
  }
  if (decision === "rotate") {
    await rotateToken(tx, { sessionId, hash, successorHash, at, expiresAt: after(at, SESSION_MILLISECONDS) });
  }
  const session = { id: sessionId, userId: accountId, refreshToken: successor, at };
  return { kind: "refreshed", session, roles: await rolesOf(tx, accountId) };
}

/**
 * Trades a refresh token for a new session; a second use ends the session it belongs to (see
 * `decideRefresh`).
 */
export const makeRefreshSession =
  ({ database, doorbell, accessTokens }: CommandDependencies) =>
  async (presented: string): Promise<Result<IssuedSession, Refusal>> => {
    const successor = successorOf(presented, accessTokens.refreshKey);
    const outcome = await withTransaction(database, (tx) => refresh(tx, presented, successor));
    if (outcome.kind === "revoked") doorbell.ring("identity");
    return outcome.kind === "refreshed"
      ? ok(await issue(accessTokens, outcome.session, outcome.roles))
      : refuse(ENDED);
  };
