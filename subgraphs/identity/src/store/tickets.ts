import type { Tx } from "@outcry/database";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Role } from "../domain/account.ts";
import { accounts, sessions, socketTickets } from "../tables/index.ts";

export async function recordTicket(
  tx: Tx,
  ticket: { hash: string; sessionId: string; expiresAt: Date },
): Promise<void> {
  await tx.insert(socketTickets).values(ticket);
}

export type TicketHolder = Readonly<{ userId: string; sessionId: string; roles: readonly Role[] }>;

/**
 * Takes a ticket, so that it works once. Null when there is none, it is too old, or its session has ended.
 */
export async function takeTicket(tx: Tx, hash: string): Promise<TicketHolder | null> {
  const [ticket] = await tx
    .delete(socketTickets)
    .where(and(eq(socketTickets.hash, hash), gt(socketTickets.expiresAt, sql`now()`)))
    .returning({ sessionId: socketTickets.sessionId });
  if (!ticket) return null;
  const [holder] = await tx
    .select({ userId: accounts.id, sessionId: sessions.id, roles: accounts.roles })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(
      and(eq(sessions.id, ticket.sessionId), isNull(sessions.endedAt), gt(sessions.expiresAt, sql`now()`)),
    );
  return holder ? { ...holder, roles: holder.roles as Role[] } : null;
}
